"""Templates of jobs files: what they show, and that their own example lines are taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from agent.errors import InputError
from agent.flow import load_flows
from agent.jobs import read_jobs, write_template
from agent.model import LOCALES, Locale
from agent.table.workbook import ROW_LIMIT

MODELS = {name: flow.input for name, flow in load_flows().items()}
ENDINGS = (".csv", ".xlsx")


def written(path: Path, *flows: str, language: Locale = "en") -> Path:
    write_template({flow: MODELS[flow] for flow in flows}, path, language)
    return path


def page(path: Path, *flows: str, language: Locale = "en") -> Worksheet:
    return load_workbook(written(path, *flows, language=language)).worksheets[0]


def column(sheet: Worksheet, heading: str) -> str:
    return next(get_column_letter(at) for at, cell in enumerate(sheet[1], start=1) if cell.value == heading)


def choices(sheet: Worksheet) -> dict[str, str]:
    return {str(each.sqref): str(each.formula1) for each in sheet.data_validations.dataValidation}


def note(sheet: Worksheet, heading: str) -> str:
    comment = sheet[f"{column(sheet, heading)}1"].comment
    return comment.text if comment else ""


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("flow", MODELS)
def test_example_line_of_every_template_is_taken(tmp_path: Path, flow: str, ending: str, language: Locale) -> None:
    path = written(tmp_path / f"jobs{ending}", flow, language=language)
    (line,) = read_jobs(path, MODELS, ["east-01"], flow)
    assert (line.account, line.flow, line.where) == ("east-01", flow, f"jobs{ending}:2")
    filled = {name for name in type(line.input).model_fields if getattr(line.input, name)}
    needed = {name for name, field in MODELS[flow].model_fields.items() if field.is_required()}
    assert needed <= filled


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("ending", ENDINGS)
def test_template_of_all_flows_has_a_line_for_each_and_is_taken(tmp_path: Path, ending: str, language: Locale) -> None:
    path = written(tmp_path / f"jobs{ending}", *MODELS, language=language)
    assert [line.flow for line in read_jobs(path, MODELS, ["east-01"])] == list(MODELS)


def test_headings_are_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    english = page(tmp_path / "en.xlsx", "set-mailbox")
    chinese = page(tmp_path / "zh.xlsx", "set-mailbox", language="zh-CN")
    assert [cell.value for cell in english[1]] == ["account", "email", "replaces"]
    assert [cell.value for cell in chinese[1]] == ["账号", "邮箱", "替换对象"]


def test_csv_is_utf_8_that_excel_knows_as_such(tmp_path: Path) -> None:
    data = written(tmp_path / "jobs.csv", "set-mailbox", language="zh-CN").read_bytes()
    assert data == "\ufeff账号,邮箱,替换对象\r\neast-01,ap@example.com,\r\n".encode()


@pytest.mark.parametrize(("language", "flags"), [("en", '"yes,no"'), ("zh-CN", '"是,否"')])
def test_fixed_choices_are_drop_downs(tmp_path: Path, language: Locale, flags: str) -> None:
    sheet = page(tmp_path / "jobs.xlsx", "request-invoice", language=language)
    kinds = '"digital-general,digital-special,paper-general,paper-special"'
    assert choices(sheet) == {f"E2:E{ROW_LIMIT}": flags, f"F2:F{ROW_LIMIT}": kinds}


def test_flow_of_a_line_is_a_drop_down_of_the_flows_that_are_mixed(tmp_path: Path) -> None:
    sheet = page(tmp_path / "jobs.xlsx", "request-invoice", "set-mailbox")
    assert (
        choices(sheet)[f"{column(sheet, 'flow')}2:{column(sheet, 'flow')}{ROW_LIMIT}"]
        == '"request-invoice,set-mailbox"'
    )


def test_every_heading_has_a_comment_that_says_what_it_is_and_whether_it_is_needed(tmp_path: Path) -> None:
    sheet = page(tmp_path / "jobs.xlsx", "set-mailing-address")
    assert [cell.value for cell in sheet[1] if cell.comment is None] == []
    assert note(sheet, "mobile") == "Needed.\nThe recipient's mobile number: 11 digits, as 13800138000."
    assert note(sheet, "is_default") == "May stay empty.\nMake it the default address (yes or no).\nOne of: yes, no."


def test_comments_are_chinese_where_the_headings_are(tmp_path: Path) -> None:
    sheet = page(tmp_path / "jobs.xlsx", "request-invoice", language="zh-CN")
    assert note(sheet, "预期金额") == "选填。\n您预期的净额，单位元；页面金额不同时不提交。"
    assert note(sheet, "账号").startswith("必填。\n")
    assert "可选值：是, 否。" in note(sheet, "全部可开票")


def test_comment_of_a_shared_column_tells_it_for_each_flow(tmp_path: Path) -> None:
    text = note(page(tmp_path / "jobs.xlsx", "set-mailbox", "set-mailing-address"), "replaces")
    assert text.startswith("set-mailbox: May stay empty.\nThe mailbox")
    assert "\n\nset-mailing-address: May stay empty.\nStreet and house" in text


def test_columns_hold_text_and_are_as_wide_as_what_stands_in_them(tmp_path: Path) -> None:
    sheet = page(tmp_path / "jobs.xlsx", "request-invoice")
    letters = [column(sheet, str(cell.value)) for cell in sheet[1]]
    assert {sheet.column_dimensions[letter].number_format for letter in letters} == {"@"}
    assert {cell.number_format for cell in sheet[2]} == {"@"}
    assert sheet.column_dimensions["B"].width >= len("202610010001,202610010002")
    assert sheet.freeze_panes == "B2"


def test_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="exists already"):
        written(path, "set-mailbox")
    assert path.read_text(encoding="utf-8") == "mine"


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"neither \.csv nor \.xlsx"):
        written(tmp_path / "jobs.ods", "set-mailbox")
