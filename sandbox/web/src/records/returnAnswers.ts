/** What the dialog of a return collects, and how it is sent. */

import type { Invoice } from '../model';
import { isNew } from '../site';

export const REASONS = ['issue-error', 'sales-return', 'discount', 'other'] as const;

export interface ReturnAnswers {
  readonly isPosted: boolean;
  readonly redConfirm: string;
  readonly reason: string | undefined;
  readonly courier: string;
  readonly tracking: string;
  readonly isVerified: boolean;
  readonly redForm: string | undefined;
  readonly remark: string;
}

export const NO_ANSWERS: ReturnAnswers = {
  isPosted: false, redConfirm: '', reason: undefined, courier: '', tracking: '', isVerified: false,
  redForm: undefined, remark: '',
};

/** Return the parameters of `ReturnInvoice`. */
export function paramsOf(answers: ReturnAnswers, { Id, Type }: Invoice): object {
  const { isPosted, redConfirm, reason, courier, tracking, isVerified, redForm, remark } = answers;
  return {
    Id,
    Reason: reason,
    Remark: remark,
    ...(isNew ? { Posted: isPosted } : {}),
    ...(isPosted ? { RedConfirmNo: redConfirm } : {}),
    ...(Type.startsWith('paper') ? { Courier: courier, TrackingNo: tracking } : {}),
    ...(Type === 'paper-special' ? { Verified: isVerified } : {}),
    ...(isVerified && redForm !== undefined ? { RedFormKey: redForm } : {}),
  };
}
