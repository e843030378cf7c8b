"""What the console says about tickets, in both languages: refusals, states, and what its support writes."""

from __future__ import annotations

from sandbox.nouns import Words
from sandbox.ticket_record import TicketStatus

TICKET_ANSWERS: dict[str, Words] = {
    "CategoryInvalid": Words("请选择产品和问题类型。", "Select a product and an issue type."),
    "DescriptionRequired": Words("请填写问题描述。", "Enter a description."),
    "DescriptionTooLong": Words("问题描述不能超过 2000 个字符。", "The description must not exceed 2,000 characters."),
    "ConfidentialTooLong": Words(
        "机密信息不能超过 500 个字符。", "The confidential information must not exceed 500 characters."
    ),
    "AttachmentsTooMany": Words("最多可上传 3 个附件。", "You can upload up to 3 attachments."),
    "PriorityInvalid": Words("请选择优先级。", "Select a priority."),
    "TicketNotFound": Words("未找到该工单。", "The ticket was not found."),
    "TicketNotWaiting": Words("该工单当前不能回复。", "The ticket cannot be replied to now."),
    "ReplyRequired": Words("请填写回复内容。", "Enter a reply."),
}

TICKET_STATUSES: dict[TicketStatus, Words] = {
    TicketStatus.ASSIGNED: Words("待响应", "Assigned"),
    TicketStatus.DEALING: Words("处理中", "Processing"),
    TicketStatus.WAIT_FEEDBACK: Words("待反馈", "Awaiting your reply"),
    TicketStatus.FEEDBACK: Words("已反馈", "Replied by you"),
    TicketStatus.WAIT_CONFIRM: Words("待确认", "Awaiting confirmation"),
    TicketStatus.CONFIRMED: Words("已完成", "Completed"),
}

# What the support writes when a ticket comes into a state.
SUPPORT_MESSAGES: dict[TicketStatus, Words] = {
    TicketStatus.DEALING: Words(
        "您好，您的工单已受理，正在为您核实，请稍候。", "Hello. Your ticket has been taken in and is being checked."
    ),
    TicketStatus.WAIT_FEEDBACK: Words(
        "您好，为了尽快处理您的问题，请补充发票的开票日期、发票号码和金额，或确认收件信息。",
        "Hello. To go on, we need the issue date, number and amount of the invoice, or your recipient details. "
        "Please reply.",
    ),
    TicketStatus.WAIT_CONFIRM: Words(
        "您好，您的问题已处理完毕，请确认。如无异议，工单将自动完成。",
        "Hello. Your issue has been handled. Please confirm; the ticket is completed otherwise by itself.",
    ),
}
