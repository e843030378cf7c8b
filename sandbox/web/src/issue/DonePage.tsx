/** The result page after a request went in. */

import React, { type ReactElement, useEffect, useState } from 'react';

import { useLoad } from '../api';
import { hook } from '../hooks';
import { yuan } from '../money';
import { Page } from '../parts/Page';
import { SpmLink } from '../parts/SpmLink';
import { go } from '../routes';
import { t } from '../words';
import { steps } from './draft';

export function DonePage(): ReactElement {
  const [result] = useState(steps.result);
  useEffect(() => {
    steps.draft = undefined;
    if (result === undefined) go('records');
  }, [result]);
  const loaded = useLoad(() => Promise.resolve(result), []);
  return (
    <Page title={t('done.heading')} loaded={loaded}>
      {(shown) => shown && (
        <section className="card done">
          <span className="shape done-mark glyph-success" />
          <p>{t('done.text')}</p>
          <p><span className="label">{t('done.number')}</span> <b id={hook('apply-id')}>{shown.applyId}</b></p>
          <p><span className="label">{t('done.amount')}</span> <b>{yuan(shown.fen)}</b></p>
          <SpmLink to="records" spot="done-records">{t('done.records')}</SpmLink>
        </section>
      )}
    </Page>
  );
}
