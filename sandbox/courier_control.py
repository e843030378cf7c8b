"""``/_sandbox/`` for couriers: the keys of their gateways, the ground truth about parcels, and call-backs."""

from __future__ import annotations

from starlette.routing import Route

from sandbox.courier_gateway import courier_facts
from sandbox.courier_life import Parcel, state_of
from sandbox.courier_push import push
from sandbox.endpoint import Body, answering, awaiting, changing
from sandbox.faults import KUAIDI100
from sandbox.nouns import StandInError
from sandbox.state import State

MINDING = (KUAIDI100,)
"""Gateways that mind how often they are asked about a number."""


def courier_control_routes(state: State, console: str) -> list[Route]:
    """Return the routes, relative to ``/_sandbox``.

    Args:
        console: Origin of the console, where the gateways are.
    """
    control = _Control(state)
    return [
        Route("/couriers", answering(lambda: courier_facts(console)), methods=["GET"]),
        Route("/parcels", answering(control.parcels), methods=["GET"]),
        Route("/parcels", changing(control.add), methods=["POST"]),
        Route("/asked", answering(control.asked), methods=["GET"]),
        Route("/push", awaiting(lambda body: push(state, body)), methods=["POST"]),
    ]


class _Control:
    def __init__(self, state: State) -> None:
        self._state = state

    def parcels(self) -> list[Body]:
        return [self._tell(parcel) for parcel in self._state.parcels.all()]

    def add(self, body: Body) -> Body:
        many = body.get("parcels")
        if many is None:
            return self._tell(*self._state.parcels.add([body]))
        if body.keys() != {"parcels"} or not isinstance(many, list) or not all(isinstance(one, dict) for one in many):
            raise StandInError('Give one parcel, or {"parcels": [...]} with many and nothing else.')
        return {"added": len(self._state.parcels.add(many))}

    def asked(self) -> Body:
        """Return when the gateways that mind it were asked about each number, and how often that found it locked."""
        told: Body = {name: {"numbers": {}, "locked": 0} for name in MINDING}
        for (gateway, number), moments in self._state.parcels.asked.items():
            told[gateway]["numbers"][number] = [moment.isoformat() for moment in moments]
        for gateway, count in self._state.parcels.locked.items():
            told[gateway]["locked"] = count
        return told

    def _tell(self, parcel: Parcel) -> Body:
        """Return what is true of a parcel: what has happened, and what is going to."""
        seen = parcel.seen(self._state.now())
        events = [
            {
                "at": event.at.isoformat(),
                "code": event.code,
                "name": event.name,
                "state": event.state,
                "text": event.text,
            }
            for event in parcel.events
        ]
        return {
            "number": parcel.number,
            "state": state_of(seen),
            "life": parcel.life,
            "account": parcel.account,
            "invoice": parcel.invoice,
            "events": events[: len(seen)],
            "ahead": events[len(seen) :],
        }
