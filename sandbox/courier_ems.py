"""The EMS open platform: ``040001`` track query; and the envelope that its pushes share (``040002``).

Business bodies are SM4 in ECB, with the key's text behind the plain text: that is all the integrity there is. The codes
of errors are ours, as the platform's own list is not public; only ``00000`` is known.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.courier_life import Event
from sandbox.courier_view import Body, View, local

PATHS = ("/amp-prod-api/f/amp/api/open", "/amp-prod-api/f/amp/api/test")
_NEEDED = ("apiCode", "senderNo", "authorization", "timeStamp", "logitcsInterface")
_PREFIX = "|$4|"
_NOTHING_FOUND = "无查询信息"


class _RefusedError(Exception):
    """The platform says no."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


def encrypt(text: str, sign_key: str, *, is_signed: bool = True) -> str:
    """Return a business body as it travels.

    Args:
        sign_key: The key in base 64.
        is_signed: Whether the key follows the text, as it does in requests and does not in pushes.
    """
    padder, encryptor = PKCS7(128).padder(), _cipher(sign_key).encryptor()
    plain = (text + (sign_key if is_signed else "")).encode()
    sealed = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    return _PREFIX + base64.b64encode(sealed).decode()


def decrypt(sealed: str, sign_key: str) -> str:
    """Return the business body of a request.

    Raises:
        ValueError: Wrong prefix, key or key suffix.
    """
    if not sealed.startswith(_PREFIX):
        raise ValueError("no prefix")
    decryptor, unpadder = _cipher(sign_key).decryptor(), PKCS7(128).unpadder()
    padded = decryptor.update(base64.b64decode(sealed[len(_PREFIX) :], validate=True)) + decryptor.finalize()
    plain = (unpadder.update(padded) + unpadder.finalize()).decode()
    if not plain.endswith(sign_key):
        raise ValueError("no key suffix")
    return plain.removesuffix(sign_key)


async def answer(view: View, request: Request) -> Response:
    """Answer a query."""
    async with request.form() as form:
        fields = {name: value for name, value in form.items() if not isinstance(value, UploadFile)}
    try:
        number = _number(view, fields)
    except _RefusedError as refusal:
        return _reply(view, refusal.code, refusal.message, None)
    seen = view.look(number)
    if seen is None:
        is_known = view.state.parcels.find(number) is not None
        return _reply(view, "00000", _NOTHING_FOUND, "" if is_known else _as_text({"responseItems": []}))
    items = {"responseItems": [item(number, event) for event in seen.events]}
    return _reply(view, "00000", "查询结果正常返回！", items if view.hit("body-object") else _as_text(items))


def item(number: str, event: Event) -> Body:
    """Return an event as the platform writes it; some of its fields are missing at times."""
    is_full = event.at.second % 2 == 0
    optional = {"opOrgProvName": event.province, "opOrgName": event.office, "operatorName": "测试员"} if is_full else {}
    outcome = {"704": {"deliverCode": "10"}, "705": {"attemptDeliveryCode": "4"}}.get(event.code, {})
    return {
        "traceNo": number,
        "waybillNo": number,
        "opTime": local(event.at),
        "opCode": event.code,
        "opName": event.name,
        "opDesc": event.text,
        "opOrgCity": event.city,
        "opOrgCode": f"{sum(event.office.encode()) % 10**8:08d}",
        "productName": "特快专递",
        **optional,
        **outcome,
    }


def _number(view: View, fields: Mapping[str, str]) -> str:
    """Return the number that is asked for, if the caller may ask."""
    if missing := [name for name in _NEEDED if not fields.get(name)]:
        raise _RefusedError("B00001", f"关键字段缺失：{missing[0]}")
    if (fields["senderNo"], fields["authorization"]) != (view.keys["sender_no"], view.keys["authorization"]):
        raise _RefusedError("S00003", "协议客户号或授权码不正确")
    try:
        asked = json.loads(decrypt(fields["logitcsInterface"], view.keys["sign_key"]))
    except ValueError:
        raise _RefusedError("S00002", "数据解密失败") from None
    if view.hit("no-quota"):
        raise _RefusedError("S00007", "调用次数超限")
    if fields["apiCode"] != "040001":
        raise _RefusedError("S00004", "接口代码不存在或未授权")
    if not isinstance(asked, dict) or not asked.get("waybillNo"):
        raise _RefusedError("B00001", "关键字段缺失：waybillNo")
    return str(asked["waybillNo"])


def _reply(view: View, code: str, message: str, body: object) -> Response:
    envelope = {"serialNo": str(uuid.uuid4()), "retCode": code, "retMsg": message, "retBody": body}
    return JSONResponse({**envelope, "retDate": local(view.now()), "success": code == "00000"})


def _as_text(body: Body) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _cipher(sign_key: str) -> Cipher[modes.ECB]:
    return Cipher(algorithms.SM4(base64.b64decode(sign_key)), modes.ECB())  # noqa: S305 - the platform's own choice
