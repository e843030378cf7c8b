"""References to secrets, and that nothing but a reference is ever shown."""

import os
from pathlib import Path

import pytest

from agent.accounts.secret import Reference, parse_reference
from agent.errors import InputError

BASE = Path.cwd()
posix_only = pytest.mark.skipif(os.name != "posix", reason="modes of files are not checked on Windows")


def secret_file(folder: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path = folder / "s.env"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def refusal(reference: Reference) -> InputError:
    with pytest.raises(InputError) as caught:
        reference.resolve()
    return caught.value


def test_an_environment_variable_is_read_when_it_is_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = parse_reference(" env:THE_PASSWORD ", BASE)
    monkeypatch.setenv("THE_PASSWORD", "hunter2")
    assert reference.resolve().get_secret_value() == "hunter2"


def test_a_whole_file_loses_its_last_line_ending_only(tmp_path: Path) -> None:
    secret_file(tmp_path, " a b \r\n")
    assert parse_reference("file:s.env", tmp_path).resolve().get_secret_value() == " a b "


def test_a_key_is_found_among_lines(tmp_path: Path) -> None:
    secret_file(tmp_path, "\ufeff# B=no\nA=x\nB = y=z \nBB=q\n")
    assert parse_reference("file:s.env#B", tmp_path).resolve().get_secret_value() == "y=z"


def test_a_relative_path_counts_from_the_base_and_an_absolute_one_does_not(tmp_path: Path) -> None:
    assert parse_reference("file:a/s.env#K", tmp_path).name == str(tmp_path / "a" / "s.env")
    assert parse_reference(f"file:{tmp_path / 's.env'}", BASE) == Reference("file", str(tmp_path / "s.env"))


def test_the_text_of_a_reference_reads_back_also_from_a_folder_with_a_hash(tmp_path: Path) -> None:
    for text in ("env:A_1", "file:s.env", "file:s.env#K-1.a"):
        reference = parse_reference(text, tmp_path / "no#1" / "x")
        assert parse_reference(str(reference), BASE) == reference


@pytest.mark.parametrize("literal", ["Hunter2", "hun:ter2", "env:hun ter2", "http://hunter2", "ENV", "hunter2#env:A"])
def test_a_literal_secret_is_refused_and_never_shown(literal: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_reference(literal, BASE, where="accounts.csv:3:secret")
    assert caught.value.message.startswith("accounts.csv:3:secret: ")
    assert "hun" not in caught.value.message.casefold()
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("scheme", ["keyring", "vault"])
def test_a_scheme_of_later_says_so(scheme: str) -> None:
    with pytest.raises(InputError, match=rf"{scheme}: is not built yet"):
        parse_reference(f"{scheme}:a/b", BASE)


def test_a_path_is_needed_after_file() -> None:
    for text in ("file:", "file:#KEY"):
        with pytest.raises(InputError, match="there is no path"):
            parse_reference(text, BASE)


def test_an_unknown_home_is_refused() -> None:
    with pytest.raises(InputError, match="names no user"):
        parse_reference("file:~nobody-of-that-name/s.env", BASE)


def test_a_variable_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THE_PASSWORD", raising=False)
    assert refusal(Reference("env", "THE_PASSWORD")).message.startswith(
        "env:THE_PASSWORD: the environment variable is not set"
    )
    monkeypatch.setenv("THE_PASSWORD", " ")
    assert refusal(Reference("env", "THE_PASSWORD")).what == "the secret is empty"


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    assert f"there is no file {tmp_path / 's.env'}" in refusal(parse_reference("file:s.env#A", tmp_path)).what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("B=hunter2\n", "no line A=..."),
        ("A=\n", "the secret is empty"),
        ("A=hunter2\nA=hunter3\n", "A stands 2 times"),
        ("A='hunter2'\n", "the value of A stands in quotes"),
        (b"A=hunter2\xff\n", "is not UTF-8 text"),
        ("A=hunter2" * 200_000, "is larger than 1 MB"),
    ],
)
def test_a_file_that_gives_no_single_value_is_refused_without_showing_one(
    tmp_path: Path, text: str | bytes, what: str
) -> None:
    secret_file(tmp_path, text)
    error = refusal(parse_reference("file:s.env#A", tmp_path))
    assert what in error.what
    assert "hunter" not in error.message
    assert error.__suppress_context__ or error.__context__ is None


@posix_only
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o601])
def test_a_file_that_others_may_use_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path, "A=hunter2\n", mode)
    error = refusal(parse_reference("file:s.env#A", tmp_path))
    assert "others on this machine may use" in error.what
    assert error.right == f"run: chmod 600 '{path}'"


def test_values_appear_in_no_repr(tmp_path: Path) -> None:
    secret_file(tmp_path, "A=hunter2\n")
    reference = parse_reference("file:s.env#A", tmp_path)
    assert "hunter2" not in repr(reference) + str(reference) + repr(reference.resolve())


def test_a_seed_of_one_time_codes_is_base32_however_it_is_spaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEED", "jbsw y3dp-ehpk 3pxp")
    assert Reference("env", "SEED").resolve_totp().get_secret_value() == "JBSWY3DPEHPK3PXP"


@pytest.mark.parametrize("seed", ["hunter2!", "123456", "JBSWY3DPEHPK3PX1", "otpauth://totp/x?secret=JBSWY3DP", "--"])
def test_a_seed_that_is_no_base32_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch, seed: str) -> None:
    monkeypatch.setenv("SEED", seed)
    with pytest.raises(InputError, match="is no base32") as caught:
        Reference("env", "SEED").resolve_totp()
    assert seed not in caught.value.message
