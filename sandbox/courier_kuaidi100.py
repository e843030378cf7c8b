"""kuaidi100 (快递100): the query, one number a call, and the subscription.

Who asks for one number more than 48 times in 24 hours locks it: for the next 24 hours nothing new is told of it.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.courier_life import Event
from sandbox.courier_states import WORDINGS
from sandbox.courier_view import Body, Seen, View, local, md5_hex

QUERY, SUBSCRIBE = "/poll/query.do", "/poll"
_CARRIERS = ("ems", "emsguoji", "youzhengguonei", "youzhengguoji")
_MOST_A_DAY, _A_DAY = 48, timedelta(days=1)
_NO_RESULT = "查询无结果，请隔段时间再查"


async def query(view: View, request: Request) -> Response:
    """Answer a query of one number."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return _failure("400", "提交的数据不完整，或者贵公司没授权")
    async with request.form() as form:
        fields = {name: str(value) for name, value in form.items()}
    param = _json(fields.get("param", ""))
    if refusal := _refusal(view, fields, param):
        return _failure(*refusal)
    number = str(param["num"])
    since = _locked_since(view, number)
    view.state.parcels.locked[view.name] += since is not None
    seen = view.look(number, until=since)
    if seen is None:
        return _failure("500", _NO_RESULT)
    version, order = str(param.get("resultv2", "")), param.get("order", "desc")
    return JSONResponse(result(seen, param["com"], version, order))


async def subscribe(view: View, request: Request) -> Response:
    """Take in the wish to be told about a number."""
    async with request.form() as form:
        param = _json(str(form.get("param", "")))
    number, wishes = str(param.get("number", "")), param.get("parameters") or {}
    if param.get("key") != view.keys["key"]:
        return _failure("601", "KEY已过期")
    if not number or not wishes.get("callbackurl"):
        return _failure("700", "订阅方的订阅数据存在错误")
    if param.get("company") not in _CARRIERS:
        return _failure("701", "不支持的快递公司")
    followed = view.state.parcels.entered(view.name)
    if number in followed:
        return _failure("501", "重复订阅")
    view.state.parcels.enter(view.name, {**followed, number: wishes})
    return JSONResponse({"result": True, "returnCode": "200", "message": "提交成功"})


def result(seen: Seen, carrier: str, version: str = "4", order: str = "desc") -> Body:
    """Return what is told about a parcel, as the answer of a query and in a call-back.

    Args:
        version: ``resultv2``: only from 1 on places and states come with the events.
        order: ``asc`` or ``desc``.
    """
    data = [_datum(event, is_full=bool(version)) for event in seen.events]
    return {
        "message": "ok",
        "nu": seen.number,
        "ischeck": "1" if seen.state in ("delivered", "returned") else "0",
        "com": carrier,
        "status": "200",
        "condition": "F00",
        "state": WORDINGS[seen.state].kuaidi100[0],
        "data": data if order == "asc" else data[::-1],
    }


def _refusal(view: View, fields: Body, param: Body) -> tuple[str, str] | None:
    """Return code and message of why a query is not answered, or None."""
    if not fields.get("param") or not fields.get("customer") or not param.get("num"):
        return "400", "提交的数据不完整，或者贵公司没授权"
    if fields["customer"] != view.keys["customer"]:
        return "600", "您不是合法的订阅者"
    signature = md5_hex(fields["param"] + view.keys["key"] + view.keys["customer"]).upper()
    if fields.get("sign") != signature:
        return "503", "验证签名失败"
    if view.hit("no-quota"):
        return "601", "KEY已过期"
    if param.get("com") not in _CARRIERS or not 6 <= len(str(param["num"])) <= 32:
        return "400", "找不到对应公司"
    return None


def _locked_since(view: View, number: str) -> datetime | None:
    """Count a question; return the moment since which the number is locked, or None."""
    now, asked = view.now(), view.state.parcels.asked[view.name, number]
    asked[:] = [*(moment for moment in asked if moment > now - 2 * _A_DAY), now]
    for place in range(_MOST_A_DAY, len(asked)):
        locked = asked[place]
        if locked - asked[place - _MOST_A_DAY] < _A_DAY and now - locked < _A_DAY:
            return locked
    return now - _A_DAY if view.hit("number-locked") else None


def _datum(event: Event, *, is_full: bool) -> Body:
    time, (_, code, status) = local(event.at), WORDINGS[event.state].kuaidi100
    datum = {"time": time, "ftime": time, "context": event.text}
    area = {"areaCode": "", "areaName": f"{event.province.removesuffix('省')},{event.city}"}
    return {**datum, **area, "status": status, "statusCode": code, "location": ""} if is_full else datum


def _failure(code: str, message: str) -> Response:
    return JSONResponse({"result": False, "returnCode": code, "message": message})


def _json(text: str) -> Body:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
