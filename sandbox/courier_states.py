"""What becomes of a parcel: the carrier's codes, and the words that each gateway has for them.

Source: the code table of the EMS open platform (opCode, opName), which has more codes than anyone lists: 306 and 989
are in captures and in no table. What the other gateways make of them follows their documents.
"""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """One kind of event: the carrier's name for it, the state after it, and a text with the place left open."""

    name: str
    state: str
    text: str


CODES: dict[str, Code] = {
    "764": Code("已支付尾款", "info-received", "寄件信息已接收"),
    "203": Code("收寄计费信息", "picked-up", "【{city}】中国邮政 已收取邮件"),
    "305": Code("揽投发运/封车", "in-transit", "离开【{office}】，下一站【{city}处理中心】"),
    "954": Code("邮件到达处理中心", "in-transit", "邮件到达【{city}处理中心】"),
    "989": Code("处理中心离开", "in-transit", "邮件离开【{city}处理中心】"),
    "389": Code("处理中心封车", "in-transit", "离开【{city}处理中心】"),
    "306": Code("揽投解车", "arrived", "邮件到达【{office}】"),
    "702": Code("投递邮件接收-下段", "out-for-delivery", "【{office}】安排投递，投递员：测试员"),
    "704": Code("投递结果反馈-妥投", "delivered", "已签收，本人签收"),
    "705": Code("投递结果反馈-未妥投", "attempt-failed", "未妥投：收件人不在"),
    "742": Code("投递邮件接收-下段撤销", "in-transit", "投递下段撤销"),
    "743": Code("投递结果反馈-妥投撤销", "out-for-delivery", "妥投信息撤销"),
    "744": Code("投递结果反馈-未妥投撤销", "out-for-delivery", "未妥投信息撤销"),
    "747": Code("包裹柜/自提点已接收", "awaiting-pickup", "邮件已存入【{city}】包裹柜，请凭取件码领取"),
    "748": Code("收件人已取走邮件", "delivered", "收件人已取走邮件"),
    "708": Code("退件登记", "returning", "邮件退回登记"),
    "326": Code("退件封发", "returning", "邮件正在退回寄件人"),
    "711": Code("退回妥投", "returned", "邮件已退回，寄件人签收"),
    "651": Code("物流异常提醒", "exception", "邮件状态异常，正在核实"),
    "801": Code("撤单", "cancelled", "邮件已撤单"),
    "987": Code("丢失已赔付", "lost", "邮件丢失，已赔付"),
}
NO_RECORD = "no-record"


class Wording(NamedTuple):
    """What the gateways call one state."""

    kuaidi100: tuple[str, str, str]
    """``state``, advanced ``statusCode``, ``status``"""
    kdniao: tuple[str, str]
    """``State``, ``StateEx``"""
    seventeentrack: tuple[str, str]
    """``status``, ``sub_status``"""
    aftership: tuple[str, str]
    """``tag``, ``subtag``"""


_TRANSIT_17, _TRANSIT_AS = ("InTransit", "InTransit_Other"), ("InTransit", "InTransit_001")
WORDINGS: dict[str, Wording] = {
    NO_RECORD: Wording(("0", "0", "在途"), ("0", "0"), ("NotFound", "NotFound_Other"), ("Pending", "Pending_001")),
    "info-received": Wording(
        ("1", "101", "已下单"), ("0", "10"), ("InfoReceived", "InfoReceived"), ("InfoReceived", "InfoReceived_001")
    ),
    "picked-up": Wording(
        ("1", "103", "揽收"), ("1", "1"), ("InTransit", "InTransit_PickedUp"), ("InTransit", "InTransit_002")
    ),
    "in-transit": Wording(("0", "1002", "干线"), ("2", "204"), _TRANSIT_17, _TRANSIT_AS),
    "arrived": Wording(
        ("0", "1001", "到达派件城市"), ("2", "201"), ("InTransit", "InTransit_Arrival"), ("InTransit", "InTransit_003")
    ),
    "out-for-delivery": Wording(
        ("5", "5", "派件"),
        ("2", "202"),
        ("OutForDelivery", "OutForDelivery_Other"),
        ("OutForDelivery", "OutForDelivery_001"),
    ),
    "attempt-failed": Wording(
        ("2", "2", "疑难"),
        ("4", "405"),
        ("DeliveryFailure", "DeliveryFailure_Other"),
        ("AttemptFail", "AttemptFail_001"),
    ),
    "awaiting-pickup": Wording(
        ("5", "501", "投柜或驿站"),
        ("2", "211"),
        ("AvailableForPickup", "AvailableForPickup_Other"),
        ("AvailableForPickup", "AvailableForPickup_001"),
    ),
    "delivered": Wording(
        ("3", "301", "签收"), ("3", "301"), ("Delivered", "Delivered_Other"), ("Delivered", "Delivered_001")
    ),
    "returning": Wording(
        ("6", "6", "退回"), ("4", "407"), ("Exception", "Exception_Returning"), ("Exception", "Exception_011")
    ),
    "returned": Wording(
        ("4", "4", "退签"), ("4", "406"), ("Exception", "Exception_Returned"), ("Exception", "Exception_010")
    ),
    "exception": Wording(
        ("2", "2", "疑难"), ("4", "403"), ("Exception", "Exception_Other"), ("Exception", "Exception_001")
    ),
    "cancelled": Wording(
        ("2", "401", "已销单"), ("4", "415"), ("Exception", "Exception_Cancel"), ("Exception", "Exception_001")
    ),
    "lost": Wording(("2", "2", "疑难"), ("4", "4"), ("Exception", "Exception_Lost"), ("Exception", "Exception_013")),
}


def code_of(code: str) -> Code:
    """Return what is known of a code; of one that no table has, that the parcel is on its way."""
    return CODES.get(code, Code("", "in-transit", "邮件运输中"))
