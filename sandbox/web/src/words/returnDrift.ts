/** Words about returns and downloads that no catalog knows. */

import { word, type Word } from './word';

export const returnFields: Record<string, Word> = {
  'return.posted': word('对方处理情况', 'How far the other side is'),
  'return.redConfirm': word('冲销凭据', 'Counter-entry ref.'),
  'return.reason': word('退件缘由', 'Why it comes back'),
  'return.courier': word('承运方', 'Carrier'),
  'return.tracking': word('运单', 'Waybill'),
  'return.verified': word('对方已勾选', 'Ticked by the other side'),
  'return.redForm': word('冲销材料', 'Counter-entry paper'),
  'return.remark': word('补充说明', 'Additional note'),
};

export const returnRest: Record<string, Word> = {
  'action.return': word('退件', 'Send back'),
  'action.download': word('取件', 'Fetch'),
  'download.heading': word('取件', 'Fetch document'),
  'return.text': word('票据 {number}，数额 {amount}', 'Document {number}, figure {amount}'),
};
