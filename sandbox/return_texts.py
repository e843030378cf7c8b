"""What the console says about returns (退票), in both languages."""

from __future__ import annotations

from sandbox.nouns import Words

RETURN_ANSWERS: dict[str, Words] = {
    "ReturnPeriodOver": Words(
        "未认证的增值税专用发票须在开票之日起 360 天抵扣期届满前至少 7 个工作日退回，已超过可退票期限。",
        "A special VAT invoice that is not verified must be returned at least 7 business days before the 360-day "
        "deduction period expires. This period is over.",
    ),
    "AlreadyReturning": Words(
        "该发票已提交退票申请，请勿重复提交。",
        "A return of this invoice was already requested. Do not submit it again.",
    ),
    "NotReturnable": Words("仅“已开票”的发票可以退票。", "Only an issued invoice can be returned."),
    "ReasonRequired": Words("请选择退票原因。", "Select a reason for the return."),
    "TrackingNumberRequired": Words(
        "请填写退回发票的快递公司和快递单号。",
        "Enter the courier and the tracking number of the parcel with the invoice.",
    ),
    "TrackingNumberInvalid": Words("快递单号格式不正确。", "The format of the tracking number is invalid."),
    "RedFormRequired": Words(
        "发票已认证，请上传主管税务机关开具的红字信息表。",
        "The invoice is verified. Upload the Red-letter Special VAT Invoice Information Form of your tax authority.",
    ),
    "RedConfirmRequired": Words("请填写红字确认单编号。", "Enter the Red-font Confirmation Form number."),
    "OriginalNumberRequired": Words(
        "备注须包含原发票号码。", "The remarks must contain the number of the original invoice."
    ),
}
