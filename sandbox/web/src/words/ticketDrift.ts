/** Words about tickets that no catalog knows. */

import { word, type Word } from './word';

export const ticketFields: Record<string, Word> = {
  'ticket.product': word('服务大类', 'Service group'),
  'ticket.issue': word('服务小类', 'Service subgroup'),
  'ticket.create': word('发起咨询', 'Start an inquiry'),
  'ticket.goOn': word('转人工', 'To a person'),
  'ticket.title': word('主题', 'Subject'),
  'ticket.description': word('情况说明', 'What happened'),
  'ticket.priority': word('缓急', 'Pace'),
  'ticket.priority.normal': word('照常', 'As usual'),
  'ticket.priority.urgent': word('尽快', 'Soon'),
  'ticket.files': word('佐证材料', 'Supporting papers'),
  'ticket.confidential': word('保密内容', 'Private part'),
  'ticket.mobile': word('联络号码', 'Contact number'),
  'ticket.email': word('通知信箱', 'Delivery inbox'),
};

export const ticketSubmit: Record<string, Word> = {
  'ticket.submit': word('发起受理', 'Send for processing'),
};

export const ticketColumns: Record<string, Word> = {
  'tickets.product': word('服务大类', 'Service group'),
  'tickets.issue': word('服务小类', 'Service subgroup'),
  'tickets.created': word('受理时刻', 'Received'),
  'tickets.updated': word('变动时刻', 'Changed'),
};

export const ticketKeyColumns: Record<string, Word> = {
  'tickets.number': word('受理流水', 'Case ref.'),
  'tickets.title': word('主题', 'Subject'),
  'tickets.status': word('进展', 'Progress'),
};

export const ticketRest: Record<string, Word> = {
  'ticket.heading': word('发起咨询', 'Start an inquiry'),
  'ticket.selfService': word('先看这里', 'Look here first'),
  'ticket.solved': word('不必了', 'No longer needed'),
  'tickets.heading': word('咨询台账', 'Inquiry ledger'),
  'tickets.search': word('筛选', 'Filter'),
  'tickets.view': word('打开', 'Open'),
  'chat.heading': word('咨询经过', 'Course of the inquiry'),
  'chat.send': word('答复', 'Answer'),
};
