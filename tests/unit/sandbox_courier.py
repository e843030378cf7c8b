"""A client's part in talking to the gateways of couriers, written apart from the gateways."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from typing import Any

import httpx

from tests.unit.sandbox_site import Json, Site

NUMBER = "1012345678503"
# Known answers, from other people's programs and from openssl.
EMS_KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="
EMS_BODY = '{"waybillNo":"1012345678503"}'
EMS_SEALED = "|$4|lZFGSXu9vFOUWVoFF/X8NFvAOXyt2JFgDrj8wgTXRHX++Q9qL82C2jxcJhNmorLUMl1QH9ahSF9rrKTItnvJYA=="
EMS_PUSHED = '{"waybillNo":"1012345678503","opCode":"704","opName":"投递结果反馈-妥投","opTime":"2026-01-05 10:20:30"}'
EMS_PUSHED_SEALED = (
    "|$4|lZFGSXu9vFOUWVoFF/X8NKUFHIVl1BHiJ3beBE7sqDmk8AZmaUcB92TeQBbP1oHWx2UUDBLsWTLK3ITOnkdh0Slbd7zaA3r1eswb"
    "Rrdz4jQqFZaAWgbqaB8/R92/G1YTY8zVTjWu4SF7SFC/z8GDw9FNcHjS86Z/4A0yIdux1VY="
)
EMS_FIELDS = {
    "apiCode": "040001",
    "senderNo": "1100000000001",
    "authorization": "standin-authorization",
    "timeStamp": "2026-01-05 10:20:30",
    "logitcsInterface": EMS_SEALED,
}
KUAIDI100_PARAM = '{"com":"ems","num":"1012345678503","resultv2":"4","show":"0","order":"desc"}'
KUAIDI100_SIGN = "9157B0605465D9BBAC0F090177755051"
KDNIAO_DATA = '{"OrderCode":"","ShipperCode":"EMS","LogisticCode":"1012345678503"}'
KDNIAO_SIGN = "Zjc3MGI5ZGQ1ZThkOTIwNjdlM2ExOTJjY2IwZGRmN2Q="
TOKEN = "0123456789ABCDEF0123456789ABCDEF"
AFTERSHIP_KEY = "asat_standin"


class Couriers:
    """A caller of every gateway of one stand-in, with the right keys."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def url(self, name: str) -> str:
        """Return where a gateway is."""
        return f"{self.site.console}/courier/{name}"

    def parcel(self, *codes: str, number: str = NUMBER, every_s: int = 60) -> Json:
        """Add a parcel to which these things happened, one after the other, the last of them just now."""
        events = [{"code": code, "after_s": -every_s * back} for back, code in enumerate(reversed(codes))]
        told: Json = self.site.control("POST", "/parcels", {"number": number, "events": events})
        return told

    def life(self, life: str, number: str = NUMBER) -> Json:
        """Add a parcel that was handed in just now, with one of the lives."""
        told: Json = self.site.control("POST", "/parcels", {"number": number, "life": life})
        return told

    def later(self, seconds: float) -> None:
        """Move the stand-in's clock on."""
        self.site.control("POST", "/clock", {"advance_s": seconds})

    def ems(self, number: str = NUMBER, **fields: str) -> httpx.Response:
        """Query the EMS open platform."""
        sealed = seal(json.dumps({"waybillNo": number, "direction": "0"}))
        form = {**EMS_FIELDS, "logitcsInterface": sealed, **fields}
        return self.site.http.post(f"{self.url('ems')}/amp-prod-api/f/amp/api/open", data=form)

    def ems_items(self, number: str = NUMBER) -> list[Json]:
        """Return the events that the EMS open platform tells."""
        reply = self.ems(number).json()
        assert (reply["retCode"], reply["success"]) == ("00000", True)
        items: list[Json] = json.loads(reply["retBody"])["responseItems"]
        return items

    def kuaidi100(self, param: str = KUAIDI100_PARAM, **fields: str) -> Json:
        """Query kuaidi100."""
        text = f"{param}TESTKEY0001TESTCUSTOMER0001"
        sign = hashlib.md5(text.encode()).hexdigest().upper()
        form = {"customer": "TESTCUSTOMER0001", "param": param, "sign": sign, **fields}
        reply: Json = self.site.http.post(f"{self.url('kuaidi100')}/poll/query.do", data=form).json()
        return reply

    def kdniao(self, data: str = KDNIAO_DATA, kind: str = "1002", **fields: str) -> Json:
        """Query kdniao."""
        sign = base64.b64encode(hashlib.md5(f"{data}test-api-key".encode()).hexdigest().encode()).decode()
        form = {"RequestData": data, "EBusinessID": "1000001", "RequestType": kind, "DataSign": sign, "DataType": "2"}
        url = f"{self.url('kdniao')}/Ebusiness/EbusinessOrderHandle.aspx"
        reply: Json = self.site.http.post(url, data={**form, **fields}).json()
        return reply

    def track17(self, operation: str, body: Any, token: str = TOKEN) -> httpx.Response:
        """Call an operation of 17TRACK."""
        url = f"{self.url('17track')}/track/v2.2/{operation}"
        return self.site.http.post(url, json=body, headers={"17token": token})

    def aftership(self, method: str = "GET", path: str = "", key: str = AFTERSHIP_KEY, **more: Any) -> httpx.Response:
        """Call AfterShip."""
        url = f"{self.url('aftership')}/tracking/2026-07/trackings{path}"
        return self.site.http.request(method, url, headers={"as-api-key": key}, **more)


def openssl(text: bytes, *options: str, key: str = EMS_KEY) -> bytes:
    """Return what openssl makes of a text with SM4, which shares no line with our own."""
    command = ["openssl", "enc", "-sm4-ecb", "-K", base64.b64decode(key).hex(), *options]
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True).stdout


def seal(text: str, key: str = EMS_KEY) -> str:
    """Return a business body of the EMS open platform as it travels."""
    return "|$4|" + base64.b64encode(openssl((text + key).encode(), key=key)).decode()
