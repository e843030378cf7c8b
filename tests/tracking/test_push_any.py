"""Whatever is pushed: read or refused, never an error."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from agent.tracking.carriers import PUSHING
from agent.tracking.carriers.ems_cipher import encrypted
from agent.tracking.push import Refusal
from tests.tracking.answers import KEY
from tests.tracking.pushes import SECRETS, Made, signed_17track, signed_aftership, signed_form
from tests.tracking.shelf import NUMBER

KEYS = (
    "number track_info latest_status status sub_status tracking providers events time_iso description latest_event",
    "tracking_number tag checkpoints checkpoint_time message city nu state data time context statusCode returnCode",
    "waybillNo opTime opCode opName opDesc opOrgCity",
)
VALUES = st.sampled_from(
    [NUMBER, "2026-01-05 10:20:30", "9999-12-31T23:59:59-12:00", "Delivered", "Expired", "3", "704"]
)
NAMES = st.sampled_from(" ".join(KEYS).split()) | st.text(max_size=8)
LEAVES = VALUES | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
ANY = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=20
)


def signed(carrier: str, text: str) -> Made:
    if carrier == "ems":
        return {}, json.dumps({"logitcsInterface": encrypted(text, KEY), "serialNo": "1"}).encode()
    return {"kuaidi100": signed_form, "17track": signed_17track, "aftership": signed_aftership}[carrier](text.encode())


@given(body=st.binary(max_size=400), sign=st.text(max_size=70))
def test_any_bytes_are_refused(body: bytes, sign: str) -> None:
    headers = {"sign": sign, "aftership-hmac-sha256": sign}
    for name, carrier in PUSHING.items():
        assert carrier.read_push(headers, body, SECRETS[name]).refusal is not None


@given(data=ANY, word=st.sampled_from(["TRACKING_UPDATED", "TRACKING_STOPPED", "tracking_update", "abort"]))
def test_any_json_that_is_signed_is_read_or_refused(data: object, word: str) -> None:
    whole = {"event": word, "status": word, "data": data, "msg": data, "lastResult": data}
    for carrier in PUSHING:
        for said in (data, whole):
            read = PUSHING[carrier].read_push(*signed(carrier, json.dumps(said)), SECRETS[carrier])
            assert read.refusal is not Refusal.SIGNATURE
