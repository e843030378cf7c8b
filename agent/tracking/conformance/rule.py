"""The rules by name, and what comes of holding a carrier against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from agent.tracking.carrier import Carrier
from agent.tracking.conformance import decoding, encoding
from agent.tracking.conformance.answer import SavedAnswer
from agent.tracking.conformance.encoding import Subject
from agent.tracking.foreign import attempt


@dataclass(frozen=True)
class Rule:
    """What must hold, and what gives where it does not.

    Args:
        can_hold: Whether there is enough to tell; always, if None.
    """

    name: str
    what: str
    faults: Callable[[Subject], Iterator[str]]
    can_hold: Callable[[Subject], bool] | None = None


@dataclass(frozen=True)
class Verdict:
    """What came of one rule.

    Args:
        fault: Where it is broken first; empty if it is kept.
        is_checked: False where there is too little to tell.
    """

    rule: str
    what: str
    fault: str = ""
    is_checked: bool = True


RULES = (
    Rule("pure-questions", "the same numbers are the same requests", encoding.questions_are_pure),
    Rule("batches", "no request asks about more numbers than batch_size", encoding.batches_are_kept),
    Rule("each-once", "each number is asked about once", encoding.numbers_are_asked_once),
    Rule("whole-requests", "method, path, headers and body are what HTTP takes", encoding.requests_are_whole),
    Rule("hidden-secrets", "no key stands in a repr or in an error", encoding.secrets_are_hidden),
    Rule("no-raise", "no answer is stumbled over", decoding.nothing_is_raised),
    Rule("every-result", "each number has its own result", decoding.numbers_have_results),
    Rule("pure-answers", "the same answer is read the same again", decoding.reading_is_pure),
    Rule("no-answer", "what is no answer is an error, not an empty one", decoding.no_answer_is_an_error),
    Rule("refusals", "HTTP 401, 403, 429 and 5xx are told apart", decoding.refusals_are_told_apart),
    Rule("retry-after", "Retry-After is heard in both forms", decoding.waits_are_heard),
    Rule("aware-times", "all times are aware, in UTC", decoding.times_are_aware),
    Rule("known-states", "states and kinds of errors are of the vocabulary", decoding.states_are_known),
    Rule("sequence", "events are told from the oldest to the newest", decoding.events_are_in_sequence),
    Rule("understood", "events are read in saved answers", decoding.answers_are_understood, decoding.has_answers),
    Rule(
        "no-spoiling",
        "one bad number changes no other's result",
        decoding.bad_number_spoils_no_other,
        decoding.has_answers_of_several,
    ),
)


def verdicts(carrier: Carrier, answers: Sequence[SavedAnswer] = ()) -> list[Verdict]:
    """Hold a carrier against all rules; whatever its code raises breaks the rule at hand.

    Args:
        answers: What the carrier's users have saved of its answers; without them some rules cannot be held.
    """
    subject = Subject(carrier, tuple(answers))
    return [_verdict(rule, subject) for rule in RULES]


def _verdict(rule: Rule, subject: Subject) -> Verdict:
    if rule.can_hold is not None and not rule.can_hold(subject):
        return Verdict(rule.name, rule.what, is_checked=False)
    tried = attempt(lambda: next(rule.faults(subject), ""))
    return Verdict(rule.name, rule.what, tried.words or tried.value or "")
