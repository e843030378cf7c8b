"""The keys that the stand-in's gateways take, by the names of the settings."""

from __future__ import annotations

_EMS_KEY = "MDEyMzQ1Njc4OWFiY2RlZg=="
CREDENTIALS = {
    "ems": {"customer": "1100000000001", "authorization": "standin-authorization", "key": _EMS_KEY},
    "kuaidi100": {"customer": "TESTCUSTOMER0001", "key": "TESTKEY0001"},
    "kdniao": {"customer": "1000001", "key": "test-api-key"},
    "17track": {"key": "0123456789ABCDEF0123456789ABCDEF"},
    "aftership": {"key": "asat_standin"},
}
