/** All fields of one invoice. */

import React, { type ReactElement } from 'react';

import { call, useLoad } from '../api';
import type { InvoiceDetail } from '../model';
import { yuan } from '../money';
import { FactList } from '../parts/FactList';
import { Page } from '../parts/Page';
import { SpmLink } from '../parts/SpmLink';
import { shortTime } from '../parts/time';
import { t } from '../words';

function facts(invoice: InvoiceDetail): (readonly [string, string])[] {
  const { Emails, ReturnedAt, ReversedAt, Tax } = invoice;
  return [
    [t('record.number'), invoice.Id],
    [t('record.status'), t(`status.${invoice.Status}`)],
    [t('record.time'), shortTime(invoice.AppliedAt)],
    [t('record.title'), invoice.Title],
    [t('detail.register'), invoice.RegisterNo],
    [t('record.type'), t(`kind.${invoice.Type}`)],
    [t('record.amount'), yuan(invoice.Fen)],
    [t('detail.tax'), Tax === null || Tax === undefined ? '' : yuan(Tax)],
    [t('detail.code'), invoice.InvoiceCode],
    [t('record.invoice'), invoice.InvoiceNo],
    [t('detail.issuedAt'), shortTime(invoice.IssuedAt)],
    [t('record.orders'), invoice.Orders.join(', ')],
    [t('detail.emails'), typeof Emails === 'string' ? Emails : (Emails ?? []).join(', ')],
    [t('detail.courier'), invoice.Courier],
    [t('detail.tracking'), invoice.TrackingNo],
    [t('detail.mail'), invoice.MailState],
    [t('record.remark'), invoice.Remark],
    ...(ReturnedAt ? [[t('detail.returnedAt'), shortTime(ReturnedAt)] as const] : []),
    ...(ReversedAt ? [[t('detail.reversedAt'), shortTime(ReversedAt)] as const] : []),
  ];
}

export function DetailPage(): ReactElement {
  const id = new URLSearchParams(window.location.search).get('id') ?? '';
  const loaded = useLoad(() => call<InvoiceDetail>('GetInvoice', { Id: id }), [id]);
  return (
    <Page title={t('detail.heading')} loaded={loaded}>
      {(invoice) => (
        <section className="card">
          <FactList facts={facts(invoice)} />
          <p><SpmLink to="records" spot="detail-back">{t('detail.back')}</SpmLink></p>
        </section>
      )}
    </Page>
  );
}
