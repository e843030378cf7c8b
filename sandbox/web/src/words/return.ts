/** Texts of the dialogs on issued invoices: the return (退票) and the download. */

import { word } from './word';

export const returnWords = {
  'action.return': word('退票', ['Refund', 'Return Invoice']),
  'return.text': word('发票 {number}，金额 {amount}', 'Invoice {number}, amount {amount}'),
  'return.posted': word('蓝字发票入账状态', 'Blue-letter Invoice Posting Status'),
  'return.posted.no': word('未入账', 'Not recorded'),
  'return.posted.yes': word('已入账', 'Recorded'),
  'return.redConfirm': word('红字确认单编号', 'Red-font Confirmation Form number'),
  'return.reason': word('退票原因', 'Reason for return'),
  'return.reason.issue-error': word('开票有误', 'Issue error'),
  'return.reason.sales-return': word('销货退回/服务中止', 'Sales return / service suspension'),
  'return.reason.discount': word('销售折让', 'Discount'),
  'return.reason.other': word('其他', 'Other'),
  'return.courier': word('快递公司', 'Courier'),
  'return.tracking': word('快递单号', 'Tracking No.'),
  'return.mailTo': word('邮寄地址', 'Mail-back address'),
  // Source: FAQ "How do I return or exchange an invoice?", 2026-01-15; it has the names in Latin letters only.
  'return.address': word(
    '杭州市余杭区文一西路969号2号楼邮局，联系人：Peng Yanlei/Shen Jiayan，电话：0571-85022088。邮费由寄件人承担，不接受到付。',
    "Post Office, Building 2, No. 969 West Wen'i Road, Yuhang District, Hangzhou. Contact: Peng Yanlei/Shen Jiayan. "
    + 'Phone: 0571-85022088. Postage is paid by the sender; cash on delivery is not accepted.',
  ),
  'return.verified': word('发票已认证', 'Invoice verified'),
  'return.redForm': word('红字信息表', 'Red-letter Special VAT Invoice Information Form'),
  'return.remark': word('备注', ['Remarks', 'Remark']),
  'return.done': word('退票申请已提交', 'Return request submitted'),
  'action.download': word('下载', 'Download'),
  'download.heading': word('下载发票', 'Download invoice'),
  'download.text': word('发票 {number}，请选择文件格式：', 'Invoice {number}. Choose a file format:'),
  'detail.returnedAt': word('退票时间', 'Returned at'),
  'detail.reversedAt': word('红冲时间', 'Reversed at'),
} as const;
