/** What the API sends, named as on the wire. Amounts are integer fen, times ISO. */

export interface Summary {
  readonly InvoiceableFen: number;
  readonly InvoicedFen: number;
  readonly DeficitFen: number;
  readonly HasValidTitle: boolean;
}

export type OrderStatus = 'invoiceable' | 'not-invoiceable' | 'issuing' | 'issued' | (string & {});

export interface OrderLine {
  readonly Id: string;
  readonly OutBizId: string;
  readonly Name: string;
  readonly Type: string;
  readonly BizTime: string;
  readonly OriginalAmount: number;
  readonly CanInvoiceAmount: number;
}

export interface Order extends OrderLine {
  readonly BillCycle: string;
  readonly InvoicedAmount: number;
  readonly Status: OrderStatus;
  readonly StatusText: string;
  /** Refund or downgrade lines, negative; they always go with their order. */
  readonly Children?: readonly OrderLine[];
}

export interface OrderPage {
  readonly TotalCount: number;
  readonly EvaluateList: { readonly Evaluate: readonly Order[] };
}

export interface Bill {
  readonly BillId: string;
  readonly BillCycle: string;
  readonly OrderCount: number;
  readonly CanInvoiceAmount: number;
}

/** Kinds of change of a title: bank details, name, to the real name. */
export type AdjustType = 1 | 4 | 5;

export interface Customer {
  readonly Id: string;
  readonly InvoiceTitle: string;
  readonly CustomerType: 1 | 2;
  readonly Status: number;
  readonly IsActive: boolean;
  readonly AdjustType: AdjustType;
  readonly GmtCreate: string;
  /** Why a title was rejected. */
  readonly Reason: string;
  readonly RegisterNo: string;
  readonly Bank: string;
  readonly BankNo: string;
  readonly OperatingLicenseAddress: string;
  readonly OperatingLicensePhone: string;
}

export type InvoiceKind = 'digital-general' | 'digital-special' | 'paper-general' | 'paper-special';

export interface OfferedKind {
  readonly Code: InvoiceKind;
  readonly Offered: boolean;
  readonly Reason: string;
}

export interface Address {
  readonly Id: string;
  readonly Addressee: string;
  readonly Phone: string;
  readonly Province: string;
  readonly City: string;
  readonly County: string;
  readonly Street: string;
  readonly DeliveryAddress: string;
  readonly PostalCode: string;
  readonly IsDefault: boolean;
}

export interface Mailbox {
  readonly Id: string;
  readonly Email: string;
  readonly IsDefault: boolean;
}

/** What a person chose on step 1. */
export type Choice =
  | { readonly SelectedIds: readonly string[] }
  | { readonly BillIds: readonly string[] }
  | { readonly Amount: number; readonly Entity: string };

export interface Prepared {
  readonly SelectedFen: number;
  readonly DeficitFen: number;
  readonly InvoiceFen: number;
  readonly Orders: readonly string[];
  readonly SelectedIds: readonly string[];
  readonly CustomerId: string;
}

export type InvoiceStatus = 'issuing' | 'issued' | 'returning' | 'reversed' | 'voided';

export interface Invoice {
  readonly Id: string;
  readonly AppliedAt: string;
  readonly Title: string;
  readonly Type: InvoiceKind;
  readonly Fen: number;
  readonly InvoiceNo: string;
  readonly InvoiceCode: string;
  readonly Status: InvoiceStatus;
  readonly Orders: readonly string[];
  readonly Remark: string;
  readonly Medium: 'paper' | 'digital';
}

export interface InvoiceDetail extends Invoice {
  readonly Tax: number;
  readonly RegisterNo: string;
  readonly IssuedAt: string;
  readonly Courier: string;
  readonly TrackingNo: string;
  readonly MailState: string;
  readonly Emails: readonly string[] | string;
  /** When it was returned and when it was reversed; empty if it was not. */
  readonly ReturnedAt: string;
  readonly ReversedAt: string;
}

/** Return a full mailing address as one line. */
export function fullAddress(address: Address): string {
  const { Province, City, County, Street, DeliveryAddress } = address;
  const parts = [Province, City, County, Street].filter((part) => part && !DeliveryAddress.startsWith(part));
  return parts.join('') + DeliveryAddress;
}
