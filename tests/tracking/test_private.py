"""Personal data in carriers' words: what must not be left, and what must."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.tracking.number import check_digit
from agent.tracking.private import MASK, masked

DIGITS = "0123456789"
FULL_WIDTH = str.maketrans(DIGITS + "+-", "０１２３４５６７８９＋－")
# No digits, and no sign that belongs to a number: what people write around one.
AROUND = st.text("，。；：【】投递员电话张三正在派件已签收为您的快件abc ,;:[]", max_size=12)
MOBILE = st.builds("1{}{}".format, st.sampled_from("3456789"), st.text(DIGITS, min_size=9, max_size=9))
LANDLINE = st.builds(
    lambda area, rest: (area, rest),
    st.sampled_from(("010", "020", "021", "0571", "0755", "0991")),
    st.text(DIGITS, min_size=7, max_size=8).filter(lambda text: text[0] != "0"),
)
GAP = st.sampled_from(("", " ", "-", " - ", ".", "\u00a0", "\u3000", "·", "—", "\u2212", "\u200b"))
COUNTRY = st.sampled_from(("", "+86", "86", "0086", "+86-", "+86 ", "(+86)", "（86）", "0"))
NAMES = st.sampled_from(
    ("张三", "王小明", "欧阳娜娜", "李为民", "阿卜杜·热合曼", "Zhang San", "司马相如", "张　三", "王")
)
ROLE_LIST = "投递员 揽投员 快递员 派件员 业务员 联系人 签收人 投递员： 派件员【 业务员: 联系人为 投递员姓名："
ROLES = st.sampled_from((*ROLE_LIST.split(" "), "快递员 "))
AFTER_LIST = "正在为您派件 ，电话 ( 】 已签收 。 、 ,将为您派送 为您派件"
AFTER = st.sampled_from((*AFTER_LIST.split(" "), "", " 13800138000"))
TIMES = st.datetimes().map(lambda at: f"20{at:%y-%m-%d %H:%M:%S}")
PARTS = MOBILE.map(lambda number: (number[:3], number[3:7], number[7:]))
WRITTEN = st.builds("{0}{1[0]}{2}{1[1]}{3}{1[2]}".format, COUNTRY, PARTS, GAP, GAP)


def numbers_in(text: str) -> str:
    """Return all digits of a text, as ASCII, with nothing between them."""
    return "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())


@given(AROUND, WRITTEN, st.booleans(), AROUND)
def test_no_mobile_is_left(before: str, written: str, is_wide: bool, after: str) -> None:
    text = masked(f"{before}{written.translate(FULL_WIDTH) if is_wide else written}{after}")
    assert numbers_in(text) in ("", "86", "0086", "0")
    assert MASK in text


@given(MOBILE, st.sampled_from((" ", "-", ".", "\u3000")))
def test_no_mobile_with_a_sign_between_all_digits_is_left(number: str, sign: str) -> None:
    assert numbers_in(masked(f"电话{sign.join(number)}。")) == ""


@given(AROUND, LANDLINE, GAP, st.sampled_from(("{}{}{}", "({}){}{}", "（{}）{}{}", "+86 {}{}{}")), AROUND)
def test_no_landline_with_its_area_is_left(
    before: str, number: tuple[str, str], gap: str, form: str, after: str
) -> None:
    area, rest = number
    text = masked(before + form.format(area, gap, rest) + after)
    assert rest not in numbers_in(text)
    assert MASK in text


@given(LANDLINE, st.sampled_from(("+86 {} {}", "+86-{}-{}", "0086{}{}", "86-{}-{}")))
def test_no_landline_as_it_is_called_from_abroad_is_left(number: tuple[str, str], form: str) -> None:
    area, rest = number
    assert rest not in numbers_in(masked(f"tel {form.format(area[1:], rest)}"))


@given(st.text(DIGITS, min_size=7, max_size=12).filter(lambda text: text[:3] not in ("400", "800")))
def test_no_number_behind_the_word_telephone_is_left(number: str) -> None:
    assert numbers_in(masked(f"联系电话：{number}，请保持畅通")) == ""


@given(AROUND.filter(lambda text: "电" not in text), TIMES, AROUND.filter(lambda text: "电" not in text))
def test_times_are_left(before: str, at: str, after: str) -> None:
    assert at in masked(f"{before}{at}{after}")


@given(
    st.sampled_from(("10", "11", "12", "13", "50", "51", "95", "97", "96", "98", "99")),
    st.text(DIGITS, min_size=11, max_size=11),
    st.sampled_from(("邮件{}已到达", "{}", "单号：{}，2026-01-05 10:20:30", "【{}】投递员正在派件", "{} 13800138000")),
)
def test_numbers_of_parcels_are_left(prefix: str, rest: str, form: str) -> None:
    assert prefix + rest in masked(form.format(prefix + rest))
    serial = rest[:8]
    international = f"EA{serial}{check_digit(serial)}CN"
    assert international in masked(form.format(international))


@given(ROLES, NAMES, AFTER)
def test_no_name_behind_its_word_is_left(role: str, name: str, after: str) -> None:
    text = masked(f"【杭州市】{role}{name}{after}")
    assert name not in text
    assert not any(part in text for part in re.split(r"[ ·\u3000]", name) if len(part) > 1)
    assert text.startswith(f"【杭州市】{role}{MASK}")


@pytest.mark.parametrize(
    "text",
    [
        "投递员正在派件",
        "快递员已揽收",
        "已签收,签收人：本人",
        "签收人是他人代收",
        "未妥投：收件人不在",
        "收件人拒收",
        "收件人要求延迟",
        "请电话联系快递员",
        "【北京大兴】已装车,准备发往下一站",
        "客服电话11183",
        "客服电话400-810-8888",
        "离开【杭州中心】,下一站【北京】",
        "Courier is on the way",
        "您的快件已由丰巢智能柜代收，取件码请查看短信",
    ],
)
def test_words_without_personal_data_are_left_whole(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("投递员张三，电话：13800138000，正在派件", "投递员***，电话：***，正在派件"),
        ("快递员李四正在派送", "快递员***正在派送"),
        ("投递员张不凡", "投递员***"),
        ("派件员王五(138-0013-8000)正在为您派件", "派件员***(***)正在为您派件"),
        ("快递员王五、赵六已投", "快递员***已投"),
        ("电话：李四 13800138000", "电话：*** ***"),
        ("Courier: Zhang San, tel 86238015", "Courier: ***, tel ***"),
        ("（0571）86238015转123", "***"),
    ],
)
def test_what_is_left_can_be_read(text: str, left: str) -> None:
    assert masked(text) == left


@given(st.text(), st.text("投递员电话：张三138 -+0086(）。", max_size=60))
def test_any_text_is_taken_and_a_masked_one_stays_as_it_is(any_text: str, likely: str) -> None:
    masked(any_text)
    once = masked(likely)
    assert masked(once) == once


@pytest.mark.parametrize("part", ["1", "1 ", "0571-", "快递员", "张·", "电话1 ", "投递员张", "(", "86"])
def test_long_text_takes_no_long_time(part: str) -> None:
    masked(part * 20_000)
