/** Words that no catalog knows: what the drift faults put in place of the usual ones. */

import type { DriftScope } from '../site';
import { accountColumns, accountFields, accountKeyColumns, accountRest, accountSubmit } from './accountDrift';
import { returnFields, returnRest } from './returnDrift';
import { ticketColumns, ticketFields, ticketKeyColumns, ticketRest, ticketSubmit } from './ticketDrift';
import { word, type Word } from './word';

const fields: Record<string, Word> = {
  'confirm.kind': word('票据种别', 'Document class'),
  'confirm.email': word('通知信箱', 'Delivery inbox'),
  'confirm.address': word('收件去处', 'Ship-to place'),
  'confirm.remark': word('补充说明', 'Additional note'),
  'issue.next': word('继续填写', 'Proceed'),
  'issue.byOrder': word('逐单选择', 'Pick single purchases'),
  'issue.byMonth': word('整月选择', 'Pick whole months'),
  'issue.byAmount': word('自定数额', 'Pick a figure'),
  ...accountFields,
  ...returnFields,
  ...ticketFields,
};

const submit: Record<string, Word> = {
  'confirm.submit': word('发起受理', 'Send for processing'),
  ...accountSubmit,
  ...ticketSubmit,
};

const columns: Record<string, Word> = {
  'order.cycle': word('归属月份', 'Month booked'),
  'order.name': word('服务项', 'Service item'),
  'order.type': word('计费形态', 'Charge model'),
  'order.time': word('发生时刻', 'Occurred'),
  'order.original': word('应付额', 'Charged'),
  'record.time': word('受理时刻', 'Received'),
  'record.title': word('受票方', 'Billed party'),
  'record.type': word('票据种别', 'Document class'),
  'record.remark': word('补充说明', 'Additional note'),
  ...accountColumns,
  ...ticketColumns,
};

const keyColumns: Record<string, Word> = {
  'order.number': word('交易流水', 'Transaction ref.'),
  'order.invoiceable': word('剩余额度', 'Remaining'),
  'order.invoiced': word('已用额度', 'Used up'),
  'order.status': word('情况', 'Condition'),
  'record.number': word('受理流水', 'Case ref.'),
  'record.amount': word('票面数额', 'Face value'),
  'record.orders': word('对应交易', 'Linked transactions'),
  'record.status': word('进展', 'Progress'),
  ...accountKeyColumns,
  ...ticketKeyColumns,
};

const everything: Record<string, Word> = {
  ...fields,
  ...submit,
  ...columns,
  ...keyColumns,
  ...accountRest,
  ...returnRest,
  ...ticketRest,
  'home.heading': word('票据中心', 'Document hub'),
  'home.go': word('发起', 'Start'),
  'issue.heading': word('票据受理', 'Document desk'),
  'issue.total': word('尚有额度 {amount}', 'Remaining {amount}'),
  'issue.entity': word('出票方', 'Issuing party'),
  'issue.invoiceable': word('有额度', 'With balance'),
  'issue.notInvoiceable': word('无额度', 'Without balance'),
  'issue.keyword': word('交易流水', 'Transaction ref.'),
  'issue.search': word('筛选', 'Filter'),
  'issue.amount': word('数额', 'Figure'),
  'issue.selectedAmount': word('合计 {amount}', 'Sum {amount}'),
  'issue.selectedCount': word('{count} 项', '{count} items'),
  'confirm.heading': word('核对受理内容', 'Check before sending'),
  'confirm.title': word('受票方', 'Billed party'),
  'confirm.tax': word('登记代码', 'Registration code'),
  'confirm.amount': word('票面数额', 'Face value'),
  'confirm.selected': word('合计', 'Sum'),
  'confirm.orders': word('对应交易', 'Linked transactions'),
  'confirm.agree': word('已知悉条款', 'Terms noted'),
  'done.heading': word('已受理', 'Taken in'),
  'done.number': word('受理流水', 'Case ref.'),
  'records.heading': word('票据台账', 'Document ledger'),
  'nav.home': word('票据中心', 'Document hub'),
  'nav.issue': word('票据受理', 'Document desk'),
  'nav.records': word('票据台账', 'Document ledger'),
  'nav.title': word('受票方资料', 'Billed parties'),
};

/** Return the words that replace the usual ones under the faults that are on. */
export function driftWords(text: DriftScope | null, headers: boolean | 'all'): Record<string, Word> {
  const byText = { fields, submit, all: everything };
  return {
    ...(text === null ? {} : byText[text]),
    ...(headers === false ? {} : columns),
    ...(headers === 'all' ? keyColumns : {}),
  };
}
