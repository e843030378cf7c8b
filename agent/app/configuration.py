"""The settings, as every command begins with them; apart from the rest, because a look needs no more."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from agent.errors import InputError, InputErrors
from agent.log import setup_logging
from agent.settings import PREFIX, Settings


def load_settings(**sections: Any) -> Settings:
    """Return the settings; arguments (``evidence={"store": ...}``) win over environment and files.

    Raises:
        InputErrors: Values that do not fit, each with the variable or key it came from.
    """
    try:
        settings = Settings(**{name: values for name, values in sections.items() if values})
    except ValidationError as error:
        raise InputErrors([_setting_error(part) for part in error.errors()]) from error
    setup_logging(settings.log)
    return settings


def _setting_error(part: Any) -> InputError:
    """Return a setting's fault. The value is not shown: a mistyped name may hold a secret."""
    where = "__".join(str(word) for word in part["loc"]).upper()
    return InputError(f"setting {PREFIX}{where}", str(part["msg"]), "see docs/settings.md")
