"""Other people's clients talk to the gateways: they share no line with the stand-in or with its other tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.sandbox_courier import AFTERSHIP_KEY, EMS_KEY, NUMBER, Couriers
from tests.unit.sandbox_site import running_site

KDNIAO = """
import json, sys
import kdniao.conf
from kdniao import KdNiaoClient
host, number, key = sys.argv[1:]
kdniao.conf.APIPathBuilder.PROD = host
print(json.dumps(KdNiaoClient(1000001, key).track(number, "EMS")))
"""
AFTERSHIP = """
import json, sys
import tracking
from tracking.exceptions import ApiException
host, number, key, kind, secret = sys.argv[1:]
client = tracking.Client(tracking.Configuration(
    domain=f"http://{host}", api_key=key, api_secret=secret, authentication_type=kind, max_retry=0)).tracking
try:
    added = client.create_tracking({"tracking_number": number, "slug": "china-ems"}).data
    listed = client.get_trackings(tracking_numbers=number + ",EA000000014CN", cursor="").data
    one = client.get_tracking_by_id(added.id).data
    print(json.dumps([one.tag.value, listed.pagination.total, [point.raw_tag for point in one.checkpoints]]))
except ApiException as error:
    print(json.dumps([type(error).__name__, error.meta_code]))
"""
EMS = """
hex=$(printf %s "$KEY" | base64 -d | od -An -tx1 | tr -d ' \\n')
sealed=$(printf %s "{\\"waybillNo\\":\\"$NUMBER\\"}$KEY" | openssl enc -sm4-ecb -K "$hex" | base64 | tr -d '\\n')
curl --noproxy '*' -sS "$FORM" apiCode=040001 "$FORM" senderNo=1100000000001 "$FORM" "timeStamp=2026-01-05 10:20:30" \\
  "$FORM" authorization=standin-authorization "$FORM" "logitcsInterface=|\\$4|$sealed" "$URL"
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Couriers]:
    with running_site() as site:
        yield Couriers(site)


@pytest.fixture
def couriers(server: Couriers) -> Couriers:
    server.site.renew()
    server.parcel("203", "954", "702", "704")
    return server


def run(couriers: Couriers, script: str, *args: str) -> Any:
    """Run a script with the foreign clients; return what its last line says."""
    host = couriers.site.console.removeprefix("http://")
    command = [sys.executable, "-W", "ignore", "-c", script, host, NUMBER, *args]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_kdniao_client_reads_the_traces(couriers: Couriers) -> None:
    said = run(couriers, KDNIAO, "test-api-key")
    assert (said["code_http"], said["code_biz"], said["data"]["State"]) == (200, 100, "3")
    assert [trace["Action"] for trace in said["data"]["Traces"]] == ["1", "204", "202", "301"]


def test_kdniao_client_with_a_wrong_key_is_refused(couriers: Couriers) -> None:
    assert "非法参数" in run(couriers, KDNIAO, "another-key")["msg"]


@pytest.mark.parametrize("kind", ["API_KEY", "AES"])
def test_aftership_sdk_adds_and_reads_a_tracking(couriers: Couriers, kind: str) -> None:
    said = run(couriers, AFTERSHIP, AFTERSHIP_KEY, kind, "standin-api-secret")
    assert said == ["Delivered", 1, ["203", "954", "702", "704"]]


@pytest.mark.parametrize(
    ("key", "kind", "secret"),
    [("another", "API_KEY", "standin-api-secret"), (AFTERSHIP_KEY, "AES", "another-secret")],
)
def test_aftership_sdk_with_a_wrong_key_or_secret_is_refused(
    couriers: Couriers, key: str, kind: str, secret: str
) -> None:
    assert run(couriers, AFTERSHIP, key, kind, secret) == ["UnauthorizedError", 401]


@pytest.mark.parametrize("form", ["--data-urlencode", "--form-string"])
def test_shell_with_openssl_and_curl_asks_ems(couriers: Couriers, form: str) -> None:
    url = f"{couriers.url('ems')}/amp-prod-api/f/amp/api/open"
    env = {"PATH": os.environ["PATH"], "KEY": EMS_KEY, "NUMBER": NUMBER, "FORM": form, "URL": url}
    done = subprocess.run(["sh", "-c", EMS], env=env, capture_output=True, text=True, timeout=60, check=True)
    items = json.loads(json.loads(done.stdout)["retBody"])["responseItems"]
    assert [item["opCode"] for item in items] == ["203", "954", "702", "704"]
