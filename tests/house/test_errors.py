"""Errors: the drawn tree is the real one, and each error survives being handed from process to process."""

from __future__ import annotations

import inspect
import pickle
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

import agent
from agent import errors
from agent.errors import AgentError, InputError
from agent.evidence.summary import words
from agent.ledger import Claim, Submission, SubmissionState
from agent.model import Receipt, utc_now

SETTLED = Submission(
    id=1,
    claim=Claim("site", "1001", "flow", ("order=1",)),
    state=SubmissionState.SETTLED,
    owner="worker",
    fence=1,
    attempt=1,
    tries=1,
    account="acc-0001",
    batch="batch",
    job="job",
    draft_hash="",
    request_hash="",
    hold_s=30.0,
    receipt=Receipt(number="A1", state="issued"),
    proposal=None,
    note="",
    armed_at=utc_now(),
    sent_at=None,
    ended_at=None,
)

# Arguments for each error with a constructor of its own; the others take those of the error they hang on.
EXAMPLES: dict[str, tuple[object, ...]] = {
    "AgentError": ("something",),
    "ChallengeError": ("captcha", "http://127.0.0.1/login"),
    "ConsoleDownError": ("answered HTTP 429", 7.5),
    "DraftMismatchError": ("total", "1,234.50", "1,234.00"),
    "InputError": ("accounts.csv:3:secret", "is empty", "fill it in"),
    "InputErrors": ([InputError("accounts.csv:3:secret", "is empty"), InputError("accounts.csv:4", "is no line")],),
    "NothingToDoError": ("nothing is left", Receipt(number="A1", state="issued", fen=100)),
    "RefusedError": ("the console refused", "该账号存在待处理的风险订单"),
    "TakenError": (SETTLED.claim, (SETTLED,)),
    "SetupError": ("no browser", "install one"),
    "TargetMissingError": ("invoice_issue", "next", "zh-CN", "role=button"),
    "WrongAccountError": ("1001", "1002"),
}


def example(kind: type[BaseException]) -> tuple[object, ...]:
    is_own = "__init__" in vars(kind) or kind is AgentError
    return EXAMPLES[kind.__name__] if is_own else example(kind.__bases__[0])


def all_errors(root: type[AgentError] = AgentError) -> Iterator[type[AgentError]]:
    yield root
    for kind in root.__subclasses__():
        yield from all_errors(kind)


for _module in pkgutil.walk_packages(agent.__path__, "agent."):
    if not _module.name.endswith("__main__"):
        import_module(_module.name)
OURS = sorted({kind for kind in all_errors() if kind.__module__.startswith("agent.")}, key=lambda kind: kind.__name__)


def facts(error: AgentError) -> dict[str, object]:
    return {"text": str(error), "message": error.message, "next": error.next_step, "reason": error.reason} | {
        name: [str(part) for part in value] if isinstance(value, list) else value for name, value in vars(error).items()
    }


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_error_is_the_same_after_pickling(kind: type[AgentError]) -> None:
    arguments = example(kind)
    error = kind(*arguments)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert error.args == arguments
    assert facts(copy) == facts(error)
    assert error.message


def test_every_argument_of_an_error_has_its_place() -> None:
    signatures = {kind.__name__: inspect.signature(kind) for kind in OURS if inspect.isfunction(kind.__init__)}
    assert len(signatures) > 5
    for name, signature in signatures.items():
        assert inspect.Parameter.KEYWORD_ONLY not in {each.kind for each in signature.parameters.values()}, name


def test_report_has_words_for_every_reason() -> None:
    assert sorted({kind.reason for kind in OURS} - set(words()["reasons"])) == []


def drawn() -> dict[str, str]:
    """Return each error of the docstring's tree with the one that it hangs on."""
    parents = {}
    above = ["Exception"]
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"([│├└─ ]*)([A-Z]\w+Errors?)\b", line):
            depth = len(match[1]) // 4
            above = [*above[: depth + 1], match[2]]
            parents[match[2]] = above[depth]
    return parents


def test_the_drawn_tree_is_the_real_one() -> None:
    real = {kind.__name__: kind.__bases__[0].__name__ for kind in OURS if kind.__module__ == errors.__name__}
    assert drawn() == real
