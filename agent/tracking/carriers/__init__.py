"""The carriers that can be asked, and those that tell by themselves, by name."""

from collections.abc import Mapping

from agent.tracking.carrier import Carrier, RegisteringCarrier
from agent.tracking.carriers import (
    aftership,
    aftership_push,
    ems,
    ems_push,
    kdniao,
    kuaidi100,
    kuaidi100_push,
    seventeentrack,
    seventeentrack_push,
)
from agent.tracking.push import PushCarrier

CARRIERS: Mapping[str, Carrier] = {
    carrier.name: carrier for carrier in (ems, kuaidi100, kdniao, seventeentrack, aftership)
}
REGISTERING: Mapping[str, RegisteringCarrier] = {carrier.name: carrier for carrier in (seventeentrack, aftership)}
PUSHING: Mapping[str, PushCarrier] = {
    carrier.name: carrier for carrier in (ems_push, kuaidi100_push, seventeentrack_push, aftership_push)
}

__all__ = ["CARRIERS", "PUSHING", "REGISTERING"]
