"""The pages of an invented town's parking office: plain HTML from the server, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WORDS = {
    "title": ("湖城停车管理处", "Lakeside parking office"),
    "holder": ("持有人编号", "Permit holder"),
    "list": ("我的许可证", "My permits"),
    "number": ("许可证编号", "Permit no."),
    "plate": ("车牌", "Plate"),
    "zone": ("区域", "Zone"),
    "term": ("期限", "Term"),
    "fee": ("费用", "Fee"),
    "state": ("办理状态", "Progress"),
    "none": ("您还没有许可证", "You have no permits yet"),
    "newer": ("后一页", "Newer permits"),
    "under-review": ("审核中", "Under review"),
    "valid": ("有效", "Valid"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "plate-field": ("车牌号码", "Number plate"),
    "zone-field": ("停车区域", "Parking zone"),
    "term-field": ("有效期", "Valid for"),
    "old-town": ("老城区", "Old Town"),
    "harbour": ("港口区", "Harbour"),
    "quarter": ("三个月", "Three months"),
    "year": ("一年", "One year"),
    "continue": ("继续", "Continue"),
    "check": ("请核对", "Please check"),
    "hand-in": ("递交申请", "Hand in application"),
    "received": ("我们已收到您的申请", "We have received your application"),
    "refusal": ("无法受理", "We cannot accept this"),
    "full": ("该区域名额已满", "This zone is full"),
    "away": ("您已离开太久", "You were away too long"),
    "citizen": ("市民号", "Citizen number"),
    "passphrase": ("口令", "Passphrase"),
    "enter": ("进入", "Enter"),
    "wrong": ("市民号或口令不正确", "Number or passphrase is not right"),
}
COLUMNS = ("number", "plate", "zone", "term", "fee", "state")


class Pages:
    """All pages in one language."""

    def __init__(self, locale: str) -> None:
        self._locale = locale

    def word(self, name: str) -> str:
        """Return a word in the language of the pages; a name that is no word is returned as it is."""
        both = WORDS.get(name, (name, name))
        return both[0] if self._locale == "zh-CN" else both[1]

    def list(self, holder: str, permits: Sequence[Mapping[str, str]], next_page: int) -> str:
        """Return one page of permits; ``next_page`` is 0 on the last one."""
        head = "".join(f"<th>{self.word(name)}</th>" for name in COLUMNS)
        lines = "".join(f"<tr>{self._line(p)}</tr>" for p in permits)
        none = f'<tr><td colspan="{len(COLUMNS)}">{self.word("none")}</td></tr>'
        pager = f'<input type="hidden" name="page" value="{next_page}"><button>{self.word("newer")}</button>'
        return self.page(
            f'<table aria-labelledby="list"><thead><tr>{head}</tr></thead><tbody>{lines or none}</tbody></table>'
            f'<form action="/permits">{pager if next_page else ""}</form>',
            heading="list",
            holder=holder,
        )

    def form(self, holder: str, zones: Sequence[str], terms: Sequence[str]) -> str:
        """Return the application form."""
        options = "".join(f'<option value="{zone}">{self.word(zone)}</option>' for zone in zones)
        radios = "".join(
            f'<input type="radio" name="term" value="{term}" id="{term}"><label for="{term}">{self.word(term)}</label>'
            for term in terms
        )
        return self.page(
            f'<form method="post" action="/permits/check">'
            f'<p><label for="plate">{self.word("plate-field")}</label> <input id="plate" name="plate"></p>'
            f'<p><label for="zone">{self.word("zone-field")}</label> <select id="zone" name="zone">{options}</select>'
            f"<fieldset><legend>{self.word('term-field')}</legend>{radios}</fieldset>"
            f"<button>{self.word('continue')}</button></form>",
            heading="title",
            holder=holder,
        )

    def check(self, holder: str, draft: Mapping[str, str], hidden: Mapping[str, str]) -> str:
        """Return the last page before the application goes in."""
        lines = "".join(
            f'<tr class="{name}"><th>{self.word(name)}</th><td>{self._text(value)}</td></tr>'
            for name, value in draft.items()
        )
        inputs = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items()
        )
        button = f'<form method="post" action="/permits">{inputs}<button>{self.word("hand-in")}</button></form>'
        return self.page(f"<table>{lines}</table>{button}", heading="check", holder=holder)

    def desk(self, action: str, *, is_wrong: bool) -> str:
        """Return the sign-in page."""
        wrong = f'<p class="wrong">{self.word("wrong")}</p>' if is_wrong else ""
        return self.page(
            f'{wrong}<form method="post" action="{escape(action)}">'
            f'<p><label for="who">{self.word("citizen")}</label> <input id="who" name="who"></p>'
            f'<p><label for="pass">{self.word("passphrase")}</label> <input id="pass" name="pass" type="password"></p>'
            f"<button>{self.word('enter')}</button></form>"
        )

    def page(self, body: str = "", *, heading: str = "title", holder: str = "") -> str:
        """Return a whole page; with a holder it says whose it is."""
        whose = f'<p>{self.word("holder")} <b id="holder">{escape(holder)}</b></p>' if holder else ""
        language = f'<p id="language">{"中文" if self._locale == "zh-CN" else "English"}</p>'
        return (
            f'<!doctype html><html><meta charset="utf-8"><title>{self.word("title")}</title>'
            f'<body>{language}{whose}<h1 id="list">{self.word(heading)}</h1>{body}</body></html>'
        )

    def _line(self, permit: Mapping[str, str]) -> str:
        first, *others = (self._text(permit[name]) for name in COLUMNS)
        return f'<th scope="row">{first}</th>' + "".join(f"<td>{text}</td>" for text in others)

    def _text(self, value: str) -> str:
        return escape(self.word(value))
