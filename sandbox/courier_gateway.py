"""The gateways' routes: under ``/courier/<name>``, and at the carriers' own paths for clients that take only a host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from sandbox import courier_aftership, courier_ems, courier_kdniao, courier_kuaidi100, courier_seventeentrack
from sandbox.courier_view import CREDENTIALS, Body, View
from sandbox.courier_weather import after, before
from sandbox.faults import AFTERSHIP, EMS, KDNIAO, KUAIDI100, SEVENTEENTRACK
from sandbox.state import State

Answer = Callable[[View, Request], Awaitable[Response]]

# Gateway, path, methods, what answers.
_ROUTES: tuple[tuple[str, str, tuple[str, ...], Answer], ...] = (
    *((EMS, path, ("POST",), courier_ems.answer) for path in courier_ems.PATHS),
    (KUAIDI100, courier_kuaidi100.QUERY, ("POST",), courier_kuaidi100.query),
    (KUAIDI100, courier_kuaidi100.SUBSCRIBE, ("POST",), courier_kuaidi100.subscribe),
    *((KDNIAO, path, ("POST",), courier_kdniao.answer) for path in courier_kdniao.PATHS),
    (SEVENTEENTRACK, courier_seventeentrack.PATH, ("POST",), courier_seventeentrack.answer),
    (AFTERSHIP, courier_aftership.LIST, ("GET", "POST"), courier_aftership.answer),
    (AFTERSHIP, courier_aftership.ONE, ("GET", "DELETE"), courier_aftership.answer),
    (AFTERSHIP, courier_aftership.ACT, ("POST",), courier_aftership.answer),
)


def courier_routes(state: State) -> list[BaseRoute]:
    """Return the routes of all gateways."""
    routes = [
        (name, Route(path, _endpoint(state, name, answer), methods=list(methods)))
        for name, path, methods, answer in _ROUTES
    ]
    mounts = [
        Mount(f"/courier/{name}", routes=[route for owner, route in routes if owner == name]) for name in CREDENTIALS
    ]
    return [*mounts, *(route for _, route in routes)]


def courier_facts(console: str) -> Body:
    """Return where each gateway is, and the keys that it takes."""
    return {
        name: {
            "url": f"{console}/courier/{name}",
            "paths": [path for owner, path, *_ in _ROUTES if owner == name],
            "credentials": keys,
        }
        for name, keys in CREDENTIALS.items()
    }


def _endpoint(state: State, name: str, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        view = View(state, name)
        response = await before(view, request)
        if response is not None:
            return response
        try:
            response = await answer(view, request)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        if response.status_code < 300:
            state.count(name, accepted=True)
        return after(view, response)

    return endpoint
