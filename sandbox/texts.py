"""What the console says to its users, in both languages."""

from __future__ import annotations

from sandbox.nouns import InvoiceKind, Words
from sandbox.return_texts import RETURN_ANSWERS
from sandbox.ticket_texts import TICKET_ANSWERS
from sandbox.title_texts import TITLE_ANSWERS

# Business answers of the API, by code.
ANSWERS: dict[str, Words] = {
    "ConsoleNeedLogin": Words("当前会话已过期，请重新登录。", "Your session has timed out. Sign in again."),
    "PostonlyOrTokenError": Words("当前令牌已失效，请刷新页面。", "The token has expired. Reload the page."),
    "SystemBusy": Words("系统繁忙，请稍后再试。", "The system is busy. Try again later."),
    "InvoiceRefused": Words(
        "该账号存在待处理的风险订单，暂不能开票。",
        "This account has risky orders under review. Invoices cannot be requested now.",
    ),
    "FoundRiskAndDoubleConfirm": Words("需要进行安全验证。", "Security verification is required."),
    "verifyCodeInvalid": Words("校验码不正确，请重新输入。", "Incorrect verification code. Enter it again."),
    "UnknownAction": Words("不支持的操作。", "The action is not supported."),
    "InvalidParameter": Words("请求参数不正确。", "A parameter of the request is invalid."),
    "InvoiceNotFound": Words("未找到该发票。", "The invoice was not found."),
    "NotIssuing": Words("仅“开票中”的申请可以作废。", "Only a request that is being issued can be voided."),
    "NothingSelected": Words("请选择需要开票的订单。", "Select the orders to be invoiced."),
    "OrderAlreadyInvoiced": Words(
        "所选订单已开票或不可开票。", "A selected order is already invoiced or cannot be invoiced."
    ),
    "MixedEntities": Words("一次只能为同一开票主体开票。", "Select orders of one invoicing entity only."),
    "DeficitExceedsSelection": Words(
        "所选金额须大于欠票金额，请选择更多订单。",
        "The selected amount must exceed the deficit amount. Select more orders.",
    ),
    "AmountExceedsInvoiceable": Words("开票金额超过可开票金额。", "The amount exceeds the invoiceable amount."),
    "InvoiceAmountMismatch": Words("开票金额与所选订单不一致。", "The amount does not match the selected orders."),
    "InvoiceTypeNotAllowed": Words(
        "当前发票信息不支持该发票类型。", "The invoice type is not available for the current invoice information."
    ),
    "NoValidTitle": Words("未设置有效的开票信息。", "No valid invoice information."),
    "EmailRequired": Words("请填写收票邮箱。", "Enter a recipient mailbox."),
    "EmailInvalid": Words("邮箱格式不正确。", "The format of the mailbox is invalid."),
    "EmailTooLong": Words("邮箱总长度不能超过 200 个字符。", "Mailboxes must not exceed 200 characters in total."),
    "AddressRequired": Words("请选择邮寄地址。", "Select a mailing address."),
    "RemarkTooLong": Words("备注不能超过 200 个字符。", "Remarks must not exceed 200 characters."),
    **RETURN_ANSWERS,
    **TITLE_ANSWERS,
    **TICKET_ANSWERS,
}

STATUSES: dict[str, Words] = {
    "invoiceable": Words("可开票", "Invoiceable"),
    "not-invoiceable": Words(
        "暂不可开票：账单未出，预计次月3日后可开票",
        "Not invoiceable yet: the bill is issued about the 3rd of next month",
    ),
    "issuing": Words("开票中", "Issuing"),
    "issued": Words("已开票", "Issued"),
}

# Why a kind of invoice is not offered.
NO_BANK = Words(
    "请先补全开户银行、账号、注册地址和电话", "Complete the bank, account, registered address and phone first"
)
COMPANY_ONLY = Words("仅企业抬头可开具", "For corporate titles only")
NOT_FOR_PERSONS = Words("个人仅支持数电普通发票", "Individuals get digital general invoices only")


def why_not_offered(kind: InvoiceKind, *, is_company: bool) -> Words:
    """Return the reason that the console gives for a kind of invoice that it does not offer."""
    if is_company:
        return NO_BANK
    return COMPANY_ONLY if kind.endswith("special") else NOT_FOR_PERSONS
