"""What the console says about titles, addresses, mailboxes and files, in both languages."""

from __future__ import annotations

from sandbox.nouns import Words

TITLE_ANSWERS: dict[str, Words] = {
    "OperationRefused": Words(
        "该账号存在安全风险，暂不能进行此操作。", "This account is at risk. The operation cannot be performed now."
    ),
    "FileEmpty": Words("上传的文件为空，请重新选择文件。", "The uploaded file is empty. Choose another file."),
    "FileTooLarge": Words("文件大小不能超过 5MB。", "The file must not exceed 5 MB."),
    "FileTypeNotAllowed": Words("仅支持 jpg、png、pdf 格式的文件。", "Only JPG, PNG and PDF files are supported."),
    "FileContentMismatch": Words(
        "文件内容与文件格式不符，请上传有效的 jpg、png、pdf 文件。",
        "The content of the file does not match its format. Upload a valid JPG, PNG or PDF file.",
    ),
    "FileNotFound": Words("附件不存在或已失效，请重新上传。", "The attachment does not exist. Upload it again."),
    "TitleInReview": Words(
        "已有抬头正在审核中，请等待审核完成后再提交。",
        "A title is in review. Wait until the review is completed before you submit another.",
    ),
    "TitleNameInvalid": Words("抬头名称须为 2 到 100 个字符。", "The title must have 2 to 100 characters."),
    "TitleUnchanged": Words("抬头信息与当前生效抬头一致，无需修改。", "The information is that of the active title."),
    "TitleNotFound": Words("未找到该抬头。", "The title was not found."),
    "TitleNotPassed": Words("该抬头未通过审核，不能申请。", "The title has not passed its review."),
    "TitleNotInReview": Words("该抬头不在审核中，不能撤回。", "The title is not in review and cannot be withdrawn."),
    "TitleChangeNotAllowed": Words(
        "当前抬头类型不支持该修改。", "This change is not available for titles of this type."
    ),
    "CreditCodeInvalid": Words("统一社会信用代码不正确。", "The unified social credit code is invalid."),
    "CreditCodeMismatch": Words(
        "统一社会信用代码与实名认证信息不一致。",
        "The unified social credit code differs from the real-name information.",
    ),
    "ProofRequired": Words("请上传工商变更证明。", "Upload the proof of the business name change."),
    "BankIncomplete": Words(
        "请填写完整的开户银行、账号、注册地址和电话。", "Enter bank, bank account, registered address and phone."
    ),
    "AddressNotFound": Words("未找到该地址。", "The address was not found."),
    "AddressLimit": Words("最多可添加 50 个邮寄地址。", "You can add up to 50 mailing addresses."),
    "AddresseeRequired": Words("请填写收件人，不超过 50 个字符。", "Enter a recipient of up to 50 characters."),
    "MobileInvalid": Words("手机号码格式不正确。", "The mobile number is invalid."),
    "RegionRequired": Words("请选择省/市/区。", "Select a province, a city and a district."),
    "DetailRequired": Words("请填写详细地址，不超过 200 个字符。", "Enter a detailed address of up to 200 characters."),
    "PostalCodeInvalid": Words("邮编须为 6 位数字。", "The postal code must have 6 digits."),
    "MailboxNotFound": Words("未找到该邮箱。", "The mailbox was not found."),
    "MailboxLimit": Words("最多可添加 50 个收票邮箱。", "You can add up to 50 mailboxes."),
    "MailboxExists": Words("该邮箱已存在。", "The mailbox already exists."),
}

# Why a review failed, where nobody wrote a reason.
REVIEW_FAILED = Words(
    "工商变更证明与抬头名称不一致，请核对后重新提交。",
    "The proof does not match the title. Check both and submit again.",
)
