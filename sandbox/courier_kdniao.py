"""kdniao (快递鸟): 1002 and 8001 query one number; 2002 tells whose number it is; 1008 and 8008 subscribe."""

from __future__ import annotations

import base64
import json
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.courier_life import Event
from sandbox.courier_number import is_number
from sandbox.courier_states import NO_RECORD, WORDINGS
from sandbox.courier_view import Body, View, local, md5_hex

PATHS = ("/Ebusiness/EbusinessOrderHandle.aspx", "/api/dist")
_CARRIERS = {"EMS": "EMS", "YZPY": "邮政快递包裹"}


def sign(text: str, api_key: str) -> str:
    """Return the signature of a request's data."""
    return base64.b64encode(md5_hex(text + api_key).encode()).decode()


async def answer(view: View, request: Request) -> Response:
    """Answer a request of any type."""
    async with request.form() as form:
        fields = {name: str(value) for name, value in form.items()}
    # The documents ask for quoted values in the form, which quotes them again; most send them as they are.
    text = fields.get("RequestData", "")
    sent = [(text, fields.get("DataSign", "")), (unquote(text), unquote(fields.get("DataSign", "")))]
    data = next((data for data, signed in sent if sign(data, view.keys["api_key"]) == signed), None)
    if view.hit("no-quota"):
        return _failure(view, "业务错误[没有可用套餐]")
    if data is None or fields.get("EBusinessID") != view.keys["business_id"] or fields.get("DataType") != "2":
        return _failure(view, "非法参数[请核实ID和key是否正确]")
    try:
        asked = json.loads(data)
    except ValueError:
        return _failure(view, "非法参数[RequestData]")
    return _by_type(view, fields.get("RequestType", ""), asked if isinstance(asked, dict) else {})


def _by_type(view: View, kind: str, asked: Body) -> Response:
    number, carrier = str(asked.get("LogisticCode") or ""), str(asked.get("ShipperCode") or "")
    if not number:
        return _failure(view, "无效的输入[【LogisticCode】不能为空]")
    if kind == "2002":
        shippers = [{"ShipperCode": code, "ShipperName": name} for code, name in _CARRIERS.items()]
        found = shippers if is_number(number) else []
        return _reply(view, {"LogisticCode": number, "Success": bool(found), "Code": 100, "Shippers": found})
    if carrier not in _CARRIERS:
        return _failure(view, "无效的输入[【ShipperCode】快递公司编码不存在]")
    if kind in ("1008", "8008"):
        followed = view.state.parcels.entered(view.name)
        view.state.parcels.enter(view.name, {**followed, number: {}})
        return _reply(view, {"Success": True, "Reason": "", "UpdateTime": local(view.now())})
    if kind not in ("1002", "8001", "8002"):
        return _failure(view, "非法参数[RequestType]")
    return _traces(view, number, carrier)


def _traces(view: View, number: str, carrier: str) -> Response:
    names = {"ShipperCode": carrier, "LogisticCode": number}
    seen = view.look(number)
    if seen is None:
        state = WORDINGS[NO_RECORD].kdniao[0]
        return _reply(view, {**names, "Success": True, "Reason": "暂无轨迹信息", "State": state, "Traces": []})
    state, detail = WORDINGS[seen.state].kdniao
    where = {"State": state, "StateEx": detail, "Location": seen.newest.city}
    return _reply(view, {**names, "Success": True, **where, "Traces": [_trace(event) for event in seen.events]})


def _trace(event: Event) -> Body:
    action = WORDINGS[event.state].kdniao[1]
    told = {"AcceptTime": local(event.at), "AcceptStation": event.text, "Location": event.city}
    return {**told, "Action": action, "Remark": ""}


def _failure(view: View, reason: str) -> Response:
    return _reply(view, {"Success": False, "Reason": reason})


def _reply(view: View, body: Body) -> Response:
    return JSONResponse({"EBusinessID": view.keys["business_id"], **body})
