"""What a carrier's words say of a parcel, for codes that nobody has listed.

The first rule that matches holds, so what must not be taken for delivered stands above delivered: a parcel wrongly
taken for delivered is watched no longer.
"""

from __future__ import annotations

import re

from agent.tracking.state import ParcelState

_RULES = [
    (re.compile(pattern, re.IGNORECASE), state)
    for pattern, state in (
        (r"退[回件][^未,，。]{0,4}(妥投|签收)|已退回(寄|发)件人|退签|returned to (the )?(sender|shipper)", "returned"),
        (r"丢失已赔|确认丢失", "lost"),
        (r"撤单|销单|已取消|已撤销", "cancelled"),
        (r"退[回件改]|转退|拒收|拒签|return(ing|s|ed)?\b", "returning"),
        (r"未[^,，。]{0,4}(妥投|签收|成功)|(投递|派送|派件)失败|再投|undeliver|attempt", "attempt_failed"),
        (r"out for delivery|will be delivered|to be delivered", "out_for_delivery"),
        (r"妥投|已[^,，。]{0,4}签收|(本人|他人|代)签收|签收人|已取走|取件成功|已自提|\bdelivered\b", "delivered"),
        (r"待取|待领|等待自取|(包裹|快递|智能)柜|自提点|驿站|代收点|ready for (pickup|collection)", "awaiting_pickup"),
        (r"派送|派件(?!城市|网点|中心)|正在投递|安排投递|投递下段|(待|请|准备)[^,，。]{0,6}签收", "out_for_delivery"),
        (r"拦截|异常|破损|丢失|改址|停发|滞留|exception", "exception"),
        (r"海关|清关|报关|通关|查验|customs", "customs"),
        (r"到达(投递|派件|寄达地)|arrived at (the )?(delivery|destination)", "arrived_at_destination"),
        (r"收寄|揽收|揽件|收件成功|已收[取件]|picked up|posting", "picked_up"),
        (r"已下单|待揽|信息已录入|电子信息|information received", "info_received"),
    )
    for state in [ParcelState(state)]
]


def state_of_text(text: str) -> ParcelState | None:
    """Return the state that a carrier's words speak of; None if they speak of none."""
    return next((state for pattern, state in _RULES if pattern.search(text)), None)
