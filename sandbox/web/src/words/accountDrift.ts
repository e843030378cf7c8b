/** Words about titles, addresses and mailboxes that no catalog knows. */

import { word, type Word } from './word';

export const accountFields: Record<string, Word> = {
  'title.option': word('处理路径', 'Handling'),
  'title.newName': word('变更后受票方', 'Billed party from now on'),
  'title.proof': word('登记材料', 'Registry paper'),
  'title.statement': word('补充材料', 'Further paper'),
  'title.remark': word('补充说明', 'Additional note'),
  'title.modify': word('调整受票方资料', 'Adjust billed party'),
  'title.adjust.4': word('主体更替', 'Entity renamed'),
  'title.request': word('启用新受票方', 'Take new billed party'),
  'mailbox.email': word('通知信箱', 'Delivery inbox'),
  'mailbox.add': word('登记信箱', 'Register inbox'),
  'address.add': word('登记去处', 'Register place'),
  'address.addressee': word('签收人', 'Who signs'),
  'address.mobile': word('联络号码', 'Contact number'),
  'address.province': word('一级区划', 'Division one'),
  'address.city': word('二级区划', 'Division two'),
  'address.county': word('三级区划', 'Division three'),
  'address.detail': word('门牌', 'House'),
  'address.postcode': word('投递区号', 'Delivery zone'),
};

export const accountSubmit: Record<string, Word> = {
  'title.submit': word('发起受理', 'Send for processing'),
  'keep.ok': word('就这样', 'Go on'),
};

export const accountColumns: Record<string, Word> = {
  'title.time': word('受理时刻', 'Received'),
  'title.change': word('处理路径', 'Handling'),
  'title.reason': word('批注', 'Notes'),
  'address.region': word('区划', 'Division'),
  'address.postcode': word('投递区号', 'Delivery zone'),
  'keep.default': word('首选', 'Preferred'),
};

export const accountKeyColumns: Record<string, Word> = {
  'title.number': word('受理流水', 'Case ref.'),
  'title.name': word('受票方', 'Billed party'),
  'title.status': word('进展', 'Progress'),
  'address.addressee': word('签收人', 'Who signs'),
  'address.mobile': word('联络号码', 'Contact number'),
  'address.detail': word('门牌', 'House'),
  'mailbox.email': word('通知信箱', 'Delivery inbox'),
};

export const accountRest: Record<string, Word> = {
  'title.heading': word('受票方资料', 'Billed parties'),
  'title.titles': word('受票方一览', 'All billed parties'),
  'title.applications': word('变更台账', 'Change ledger'),
  'title.withdraw': word('作罢', 'Drop'),
  'title.active': word('使用中', 'In use'),
  'mailbox.heading': word('信箱一览', 'All inboxes'),
  'address.heading': word('去处一览', 'All places'),
  'address.setUp': word('现在登记', 'Register now'),
  'address.modify': word('调整去处', 'Adjust place'),
  'keep.modify': word('调整', 'Adjust'),
  'keep.setDefault': word('列为首选', 'Prefer'),
  'keep.delete': word('移除', 'Remove'),
};
