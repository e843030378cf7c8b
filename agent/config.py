"""Data of a domain in ``config/``: TOML files that flows read, the user's own in the place of the built-in ones."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from agent.data import data_folder
from agent.errors import InputError
from agent.settings import Settings

Model = TypeVar("Model", bound=BaseModel)


def config_data(name: str, model: type[Model]) -> Model:
    """Return a TOML file of ``config/``, or the one of that name in the folder that ``FAPIAO_CONFIG_FOLDER`` names.

    Raises:
        InputError: It is not TOML, or does not fit.
    """
    path = _path(name)
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "check that you may read it") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"is not TOML: {error}", "compare it with the built-in one") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = f"{path}:{'.'.join(map(str, first['loc']))}"
        raise InputError(where, str(first["msg"]), "compare it with the built-in one") from None


def example_file(name: str) -> str:
    """Return the path of a file of the built-in ``config/examples/``, as an example of an input that names a file."""
    return str(data_folder("config") / "examples" / name)


def _path(name: str) -> Path:
    own = Settings().config_folder
    path = own / name if own else None
    return path if path and path.exists() else data_folder("config") / name
