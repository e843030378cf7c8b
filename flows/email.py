"""E-mail addresses as the console takes them."""

from __future__ import annotations


def check_email(text: str) -> None:
    """Refuse what is no e-mail address; whether anybody reads it is not asked.

    Raises:
        ValueError: It is none.
    """
    # Most commands check none, and the library takes its time to load.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise ValueError(f"{text!r} is no e-mail address: {error}; write it as name@example.com") from None
