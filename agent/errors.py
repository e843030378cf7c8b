"""Every error of the engine, as a tree by what happens next.

AgentError
├── RetryableError         nothing was submitted; the same job may run again
│   ├── TargetMissingError    no way matched (page, target, locale)
│   │   └── TargetBlockedError   one did, but nothing could be done with it
│   ├── ConsoleDownError      5xx, too many requests, no answer (retry_after_s)
│   └── SignedOutError        the session ended; sign in again, once
├── NeedsPersonError       parked; never retried by machine
│   ├── AmbiguousTargetError  one way matched two elements, or one key two rows
│   ├── WrongAccountError     the page belongs to another account
│   ├── DriftError            the page no longer matches its catalog, before a write
│   ├── DraftMismatchError    the last page shows something else than the job asked for
│   ├── ChangedError          the last page, or its request, is not what was approved
│   ├── SubmitUnknownError    clicked, and the list cannot tell
│   ├── SignInRefusedError    wrong or expired password
│   │   └── CodeRefusedError     wrong one-time code, or one that was used already
│   └── ChallengeError        captcha, one-time code, risk check, new terms (kind, url)
├── RefusedError           the console's business answer is no; final (console_text)
├── InputError             the user's file or option is wrong; nothing started
│   └── InputErrors           several of them at once
├── SetupError             this machine lacks something; nothing started; says what to do
├── TransitionError        the ledger does not allow this step; nothing was changed
│   └── FencedError           the permit has run out, or another worker took the submission over
└── StoreError             what was done cannot be recorded any more; no new job starts
    └── LedgerError           the database failed in the middle; nothing is sent without it

Positional constructor arguments, all handed to ``super().__init__``, so that every error survives pickling.
"""

from __future__ import annotations

from collections.abc import Sequence


class AgentError(Exception):
    """Stand at the root: every error this program raises on purpose."""

    reason = "error"
    next_step = ""

    @property
    def message(self) -> str:
        """Return one line for people: what happened and where."""
        return str(self.args[0]) if self.args else type(self).__name__

    def __str__(self) -> str:
        return self.message


class RetryableError(AgentError):
    """Nothing was submitted; the same job may run again."""

    reason = "technical"
    next_step = "Run the same command again; nothing was sent for this job."


class TargetMissingError(RetryableError):
    """No way of a target matched in time."""

    reason = "drift"
    next_step = "Look at the picture, then correct the catalog in selectors/ (docs/catalogs.md)."

    def __init__(self, page: str, target: str, locale: str, tried: str = "") -> None:
        super().__init__(page, target, locale, tried)
        self.page, self.target, self.locale, self.tried = page, target, locale, tried

    @property
    def message(self) -> str:
        """Return the target and the ways that were tried."""
        return f"nothing on the page matches {self.page}.{self.target} ({self.locale}); tried {self.tried or 'no way'}"


class TargetBlockedError(TargetMissingError):
    """A target is there, and nothing could be done with it in time."""

    next_step = "Look at the picture. What lies over the page needs a guard in the site's file (docs/flows.md)."

    @property
    def message(self) -> str:
        """Return the target, and what may be the matter."""
        return f"{self.page}.{self.target} ({self.locale}) could not be used: something covers it, or it is disabled"


class ConsoleDownError(RetryableError):
    """The console answered 5xx or 429, or did not answer."""

    reason = "console-down"
    next_step = "Wait until the console answers again, then run the same command; nothing was sent for this job."

    def __init__(self, what: str, retry_after_s: float | None = None) -> None:
        super().__init__(what, retry_after_s)
        self.retry_after_s = retry_after_s


class SignedOutError(RetryableError):
    """The session ended; will be answered by one new sign-in."""

    reason = "signed-out"


class NeedsPersonError(AgentError):
    """A person must act; the job is parked and never retried by machine."""

    reason = "person"
    next_step = "Look at the picture, settle it in the console, then run the same command again."


class AmbiguousTargetError(NeedsPersonError):
    """The first way that matched, matched more than once; or one key stands in two rows."""

    reason = "ambiguous"
    next_step = (
        "Look at the picture: two things on the page answer to one name. Do this job by hand or correct the catalog."
    )


class WrongAccountError(NeedsPersonError):
    """The page belongs to another account than the roster's."""

    reason = "wrong-account"
    next_step = "Check the uid in the roster and who is signed in; nothing was sent."

    def __init__(self, expected: str, shown: str) -> None:
        super().__init__(expected, shown)
        self.expected, self.shown = expected, shown

    @property
    def message(self) -> str:
        """Return both account ids."""
        return f"the page belongs to account {self.shown or '(none shown)'}, the roster says {self.expected}"


class DriftError(NeedsPersonError):
    """The page no longer matches its catalog, before a write."""

    reason = "drift"
    next_step = "Look at the picture, then correct the catalog in selectors/ (docs/catalogs.md); nothing was sent."


class DraftMismatchError(NeedsPersonError):
    """The last page shows something else than the job asked for."""

    reason = "draft-differs"
    next_step = "Compare the picture with the jobs file; nothing was sent."

    def __init__(self, field: str, expected: str, shown: str) -> None:
        super().__init__(field, expected, shown)
        self.field, self.expected, self.shown = field, expected, shown

    @property
    def message(self) -> str:
        """Return the field with both values."""
        return f"{self.field} should be {self.expected!r}, the page shows {self.shown!r}"


class SubmitUnknownError(NeedsPersonError):
    """The submitting click was made, and the console's list cannot tell what came of it."""

    reason = "unknown"
    next_step = "Run fapiao reconcile; what it does not find, look up in the console, then fapiao resolve JOB."


class SignInRefusedError(NeedsPersonError):
    """The console refused user, password or one-time code."""

    reason = "password"
    next_step = "Correct the secret that the roster names (password, TOTP seed), then run again."


class CodeRefusedError(SignInRefusedError):
    """The console refused the one-time code; perhaps it was used already in this half minute."""


class ChallengeError(NeedsPersonError):
    """The console asks for proof that only a person may give."""

    reason = "challenge"
    next_step = (
        "Pass the check by hand in your own browser, so that the console trusts this account again, then run the same "
        "command; fapiao never solves it by machine."
    )

    def __init__(self, kind: str, url: str) -> None:
        super().__init__(kind, url)
        self.kind, self.url = kind, url
        self.reason = kind

    @property
    def message(self) -> str:
        """Return which proof is asked for."""
        return f"the console asks for a {self.kind} check at {self.url}"


class ChangedError(NeedsPersonError):
    """The last page, or the request behind it, is not what was approved; nothing was sent."""

    reason = "changed"
    next_step = "Plan these accounts again, have the new plan approved, and apply it."


class RefusedError(AgentError):
    """The console's business answer is no; final."""

    reason = "refused"
    next_step = "Settle the cause in the console; the same request would be refused again."

    def __init__(self, what: str, console_text: str = "") -> None:
        super().__init__(what, console_text)
        self.console_text = console_text

    @property
    def message(self) -> str:
        """Return what was refused, with the console's own words where there are any."""
        what = str(self.args[0])
        return f"{what}: {self.console_text}" if self.console_text else what


class InputError(AgentError):
    """The user's file or option is wrong; nothing started.

    Args:
        where: Place, as ``accounts.csv:3:secret`` or ``--concurrency``.
        what: What was found there.
        right: What would be right.
    """

    reason = "input"

    def __init__(self, where: str, what: str, right: str = "") -> None:
        super().__init__(where, what, right)
        self.where, self.what, self.right = where, what, right

    @property
    def message(self) -> str:
        """Return place, fault and remedy in one line."""
        return f"{self.where}: {self.what}" + (f" ({self.right})" if self.right else "")


class InputErrors(InputError):
    """Everything that is wrong with one input, at once."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        AgentError.__init__(self, list(errors))
        self.errors = list(errors)

    @property
    def message(self) -> str:
        """Return one line for each error."""
        return "\n".join(error.message for error in self.errors)


class SetupError(AgentError):
    """This machine lacks something (a browser, a writable folder, a reachable site); nothing started."""

    reason = "setup"

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what, next_step)
        self.next_step = next_step


class TransitionError(AgentError):
    """The ledger does not allow this step from where the submission stands; nothing was changed."""

    reason = "taken"
    next_step = "See who has it: fapiao status BATCH. Nothing was sent twice."


class FencedError(TransitionError):
    """The permit has run out, or another worker took the submission over: nothing may be sent on it."""


class StoreError(AgentError):
    """The store cannot be written any more; what was done stays recorded as far as it was."""

    reason = "store"
    next_step = "Make room or correct the folder's permissions, then run the same command again: nothing is sent twice."


class LedgerError(StoreError):
    """The database failed in the middle of a batch; nothing is sent without it."""

    reason = "ledger"
    next_step = "Set the database right (room, permissions, server), then run the same command: nothing is sent twice."
