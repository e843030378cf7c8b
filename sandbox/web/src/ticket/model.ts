/** What the API sends about tickets, named as on the wire. */

export interface Named {
  readonly Code: string;
  readonly Name: string;
}

export interface Product extends Named {
  readonly Issues: readonly Named[];
}

export interface Advice {
  readonly Title: string;
  readonly Url: string;
}

export type Priority = 'normal' | 'urgent';

export interface Ticket {
  readonly Id: string;
  readonly Title: string;
  readonly Product: string;
  readonly Issue: string;
  readonly Status: string;
  readonly StatusText: string;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
}

export interface Message {
  readonly By: 'me' | 'support';
  readonly At: string;
  readonly Text: string;
}

export interface TicketDetail extends Ticket {
  readonly Priority: Priority;
  readonly Mobile: string;
  readonly Email: string;
  readonly Attachments: readonly string[];
  readonly HasConfidential: boolean;
  readonly Messages: readonly Message[];
}

/** What a ticket is about, as chosen on the first step. */
export interface Category {
  readonly product: Product;
  readonly issue: Named;
}

/** The state in which the support waits for the customer. */
export const WAITS_FOR_REPLY = 'wait-feedback';
