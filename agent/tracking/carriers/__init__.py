"""The built-in carriers, by name; ``agent.tracking.installed`` knows those of other packages too."""

from collections.abc import Mapping

from agent.tracking.carrier import Carrier, RegisteringCarrier
from agent.tracking.carriers import aftership, ems, kdniao, kuaidi100, seventeentrack

CARRIERS: Mapping[str, Carrier] = {
    carrier.name: carrier for carrier in (ems, kuaidi100, kdniao, seventeentrack, aftership)
}
REGISTERING: Mapping[str, RegisteringCarrier] = {carrier.name: carrier for carrier in (seventeentrack, aftership)}

__all__ = ["CARRIERS", "REGISTERING"]
