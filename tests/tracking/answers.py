"""Answers as carriers give them, with made-up data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from agent.tracking.carrier import Credentials, Request
from agent.tracking.result import ErrorKind, Result, Tracked, TrackingError

NUMBER = "1012345678503"
NOW = datetime(2026, 1, 5, 2, 20, 30, tzinfo=UTC)
KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="
EMS = Credentials("1100000000001", KEY, "AUTHORIZATION0001")
OTHER = Credentials("TESTCUSTOMER0001", "TESTKEY0001")


def body(answer: object, coding: str = "utf-8") -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode(coding)


def form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=True))


def got(result: Result) -> Tracked:
    assert isinstance(result, Tracked), result
    return result


def kind(result: Result) -> ErrorKind:
    assert isinstance(result, TrackingError), result
    return result.kind


def ems_item(code: str, at: str, **more: str) -> dict[str, str]:
    return {
        "traceNo": NUMBER,
        "waybillNo": NUMBER,
        "opTime": at,
        "opOrgProvName": "浙江省",
        "opOrgCity": "杭州市",
        "opOrgName": "杭州市测试揽投部",
        "opCode": code,
        "opName": "名称",
        "opDesc": "描述",
        **more,
    }


def ems_answer(*items: Mapping[str, Any], code: str = "00000", said: str = "查询结果正常返回！") -> dict[str, Any]:
    told = json.dumps({"responseItems": list(items)}, ensure_ascii=False)
    return {"serialNo": "1", "retCode": code, "retMsg": said, "retBody": told, "success": True}


DELIVERED = (ems_item("203", "2026-01-03 17:36:24"), ems_item("704", "2026-01-05 10:20:30"))
