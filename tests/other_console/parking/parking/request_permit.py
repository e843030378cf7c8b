"""Request a parking permit (停车许可证) for one car in one zone.

Opens: permit_list, permit_form, permit_check.
Writes: one application for each plate and zone.
"""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from agent.flow import Console, Draft, DraftMismatchError, Flow, Receipt, Submit


class Zone(StrEnum):
    """Where a car may stand."""

    OLD_TOWN = "old-town"
    HARBOUR = "harbour"


class Term(StrEnum):
    """How long it may."""

    QUARTER = "quarter"
    YEAR = "year"


class PermitRequest(BaseModel):
    """One application."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True)

    plate: str
    """Number plate of the car."""
    zone: Zone
    """Parking zone."""
    term: Term = Term.QUARTER
    """How long the permit is to hold."""


class RequestPermit(Flow[PermitRequest]):
    """Request a parking permit: name the car and the zone, check the fee, hand the application in."""

    name = "request-permit"
    key = ("plate", "zone")
    submit = Submit(click="permit_check.hand_in", settled="permit_check.received")

    async def probe(self, console: Console, job: PermitRequest) -> Receipt | None:
        """Return the permit that this car has in this zone, if the office lists one."""
        await console.open("permit_list")
        async for row in console.rows("permit_list.table"):
            is_same = (row["plate"], row.word("zone")) == (job.plate, job.zone)
            if is_same and row.word("state") != "withdrawn":
                return Receipt(number=row["number"], state=row["state"], fen=row.fen("fee"))
        return None

    async def fill(self, console: Console, job: PermitRequest) -> Draft:
        """Go to the page where everything is checked; nothing is sent."""
        await console.open("permit_form")
        await console.fill("permit_form.plate", job.plate)
        await console.choose("permit_form.zone", job.zone)
        await console.choose("permit_form.term", job.term)
        await console.click("permit_form.go_on")
        await console.ready("permit_check")
        draft = await console.draft(
            "permit_check", "plate", "zone", "term", "fee", amount="fee", key={"plate": [job.plate], "zone": [job.zone]}
        )
        if draft.fields["plate"] != job.plate:
            raise DraftMismatchError("plate", job.plate, draft.fields["plate"])
        return draft
