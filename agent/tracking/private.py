"""Personal data in carriers' words: telephone numbers, and names behind words like 投递员, taken out of a text.

A pure function of the text, of which the identity of events is made (``agent.tracking.event``): whoever changes a rule
here changes ``FORM`` there, so that what was kept before is still known again.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MASK = "***"

# Between the digits of a telephone number as people write it: blanks, hyphens of all lengths, dots, brackets.
_GAP = r"[\s\-·.()（）]"
_GAPS = rf"{_GAP}{{0,5}}"
_COUNTRY = rf"(?:[(（]?(?:\+|00)?{_GAPS}86{_GAPS})?"
_MOBILE = rf"{_COUNTRY}0?1{_GAPS}[3-9](?:{_GAPS}[0-9]){{9}}"
_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_EXTENSION = rf"(?:{_GAPS}(?:转|分机|ext\.?){_GAPS}[0-9]{{1,6}}|-[0-9]{{1,6}})?"
_SUBSCRIBER = rf"[0-9](?:{_GAP}?[0-9]){{6,7}}"
_LANDLINE = rf"[(（]?(?:\+|00)?{_GAPS}(?:86{_GAPS})?[(（]?{_AREA}{_GAPS}{_SUBSCRIBER}"
# From abroad the 0 of the area code is left out; without a sign in front, thirteen digits may be a parcel's number.
_ABROAD = rf"[(（]?(?:\+86|0086|86(?={_GAP})){_GAPS}(?:10|2[0-9]|[3-9][0-9]{{2}}){_GAPS}{_SUBSCRIBER}"
_PHONE = re.compile(rf"(?<![0-9])(?:{_MOBILE}|{_LANDLINE}|{_ABROAD})(?![0-9]){_EXTENSION}")
_TOLD_PHONE = re.compile(
    rf"((?:电话|手机|号码|联系方式|(?<![a-z])(?:tel|phone|mobile|call)(?![a-z]))[\s:：为是号]{{0,4}})"
    rf"(?!20[0-9]{{2}}[-/.年]|[48]00{_GAP}?[0-9]{{3}})\+?[0-9](?:{_GAP}?[0-9]){{6,11}}(?![0-9])",
    re.IGNORECASE,
)

_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_ALWAYS = (
    *("投递员", "揽投员", "揽收员", "快递员", "派件员", "派送员", "配送员", "业务员", "操作员", "邮递员", "快递小哥"),
    *("投递人", "揽收人", "派件人", "派送人", "经办人", "联系人", "收件人", "收货人", "寄件人", "签收人", "代收人"),
    *("代签人", "取件人", "客户经理", "站长"),
)
_BEFORE_COLON = ("代收", "签收", "代签", "投递", "派件", "揽收", "联系")
_ROLES = (*_ALWAYS, *_BEFORE_COLON)
_ROLE = rf"(?:{'|'.join(_ALWAYS)}|(?:{'|'.join(_BEFORE_COLON)})(?=\s?[:：]))"
# What stands behind such a word in place of a name: what is done, or who took it that is nobody by name.
_NO_NAME = (
    r"(?:正在|正(?=[派投取揽])|已|将|请|您|你|的|了|电话|手机|联系|号码|上门|派[送件]|投递|揽[收件]|取件|送[达货]|签收|通知|妥投|安排|准备|"
    r"开始|未|不[在便能是]|拒[收绝签]|要求|迁移|改[址期]|本人|他人|家人|同事|门卫|保安|前台|物业|邻居|驿站|快递柜|丰巢|单位|收发室|代收点|代签|无法|暂无|不详|地址|姓名)"
)
_FIRST = rf"(?:(?!{_NO_NAME}|[是为]){_HAN})"
# 为 stands in many names, though not in front.
_ONE = rf"(?:(?!{_NO_NAME}|为[您你客收]){_HAN})"
_LATIN = r"[A-Za-z][A-Za-z'’]*(?:[ .·]{1,2}[A-Z][A-Za-z'’]*){0,3}"
_PADDED = rf"{_FIRST}[ \u3000]{{1,2}}{_ONE}(?!{_HAN})"
_JOINED = rf"{_FIRST}{_ONE}{{0,9}}(?:·{_ONE}{{1,9}})+"
_NAME = rf"(?:{_PADDED}|{_JOINED}|{_FIRST}{_ONE}{{0,3}}|{_LATIN})"
_BEFORE = r"(?:姓名|为|是)?[\s:：【\[(（“\"'，,]{0,4}"
_NAMES = re.compile(rf"({_ROLE}{_BEFORE})({_NAME})((?:[、和&/]{_NAME}){{0,4}})")
_TOLD_NAMES = re.compile(rf"((?:联系)?(?:电话|手机)[\s]?[:：]\s?)({_NAME})()")
_ENGLISH_NAMES = re.compile(
    r"((?i:courier|postman|delivery ?man|driver|contact|signed by|received by)\s?[:：]?\s)"
    r"((?!is\b|has\b|will\b|at\b|on\b|in\b|the\b|and\b)[A-Z][A-Za-z'’]*(?:[ .]{1,2}[A-Z][A-Za-z'’]*){0,3})()",
)

_SOME_DIGITS = re.compile(r"\d(?:\D*\d){6}")
"""As many as the shortest telephone number has, of whatever script."""
_PHONE_WORDS = ("电话", "手机")
_LETTER = re.compile("[A-Za-z]")


@lru_cache(maxsize=512)
def masked(text: str) -> str:
    """Return a text without telephone numbers, and without names behind words like 投递员."""
    # What most texts do not have is looked for first: that takes a tenth of the time of the patterns.
    if _SOME_DIGITS.search(text):
        text = _without_phones(_TOLD_PHONE, _without_phones(_PHONE, text))
    for words, pattern in ((_ROLES, _NAMES), (_PHONE_WORDS, _TOLD_NAMES)):
        if any(word in text for word in words):
            text = pattern.sub(rf"\g<1>{MASK}", text)
    return _ENGLISH_NAMES.sub(rf"\g<1>{MASK}", text) if _LETTER.search(text) else text


def _without_phones(pattern: re.Pattern[str], text: str) -> str:
    """Return a text without what a pattern finds, however the digits are written."""
    parts, end = [], 0
    for match in pattern.finditer(_flat(text)):
        start = match.end(1) if match.re.groups else match.start()
        parts += [text[end:start], MASK]
        end = match.end()
    return "".join([*parts, text[end:]])


def _flat(text: str) -> str:
    """Return a text of the same length, its digits, hyphens, blanks and what cannot be seen in their ASCII forms."""
    return text if text.isascii() else "".join(map(_ascii, text))


def _ascii(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return _FORMS.get(unicodedata.category(character)) or _SIGNS.get(character, character)


_FORMS = {"Pd": "-", "Zs": " ", "Cf": " "}
_SIGNS = {"＋": "+", "．": ".", "\u2212": "-"}
