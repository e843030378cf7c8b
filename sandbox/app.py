"""The two applications of a stand-in: the console's origin, and the origin of sign-in and API."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from sandbox.api import Api
from sandbox.assets import Assets
from sandbox.control import Control
from sandbox.courier_gateway import courier_routes
from sandbox.download import Download
from sandbox.page import ConsolePage, Origins
from sandbox.signin import SignIn
from sandbox.state import State


def build_apps(state: State, origins: Origins, assets: Assets) -> tuple[Starlette, Starlette]:
    """Return the applications of the console and of the passport origin; both work on the same state."""
    api = Api(state, origins.console)
    page, sign_in = ConsolePage(state, origins, assets.path), SignIn(state, origins)
    wire = [
        Route("/data/api.json", api.call, methods=["POST"]),
        Route("/data/upload.json", api.upload, methods=["POST"]),
        Route("/risk/sendVerifyMessage.json", api.send_code, methods=["POST"]),
    ]
    console = Starlette(
        routes=[
            *wire,
            Route("/assets/{version}/{name}", assets.serve),
            Mount("/_sandbox", routes=Control(state, origins).routes()),
            *courier_routes(state),
            Route("/invoice/file", Download(state, origins).send),
            Route("/{path:path}", page.show),
        ]
    )
    passport = Starlette(
        routes=[
            Route("/data/api.json", api.preflight, methods=["OPTIONS"]),
            Route("/data/upload.json", api.preflight, methods=["OPTIONS"]),
            Route("/risk/sendVerifyMessage.json", api.preflight, methods=["OPTIONS"]),
            *wire,
            Route("/login.htm", sign_in.show),
            Route("/login.htm", sign_in.take, methods=["POST"]),
            Route("/logout.htm", sign_in.sign_out),
            Route("/slider.htm", sign_in.slider),
        ]
    )
    return console, passport
