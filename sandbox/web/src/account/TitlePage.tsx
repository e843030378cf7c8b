/** Titles and mailboxes of the account, and the way to its addresses. */

import React, { type ReactElement } from 'react';

import { call, useLoad } from '../api';
import type { Mailbox } from '../model';
import { Page } from '../parts/Page';
import { SpmLink } from '../parts/SpmLink';
import { t } from '../words';
import { MailboxBlock } from './MailboxBlock';
import { TitleBlock } from './TitleBlock';
import { loadTitles, type Titles } from './titles';

interface Data {
  readonly titles: Titles;
  readonly mailboxes: readonly Mailbox[];
}

async function load(): Promise<Data> {
  const [titles, { Mailbox: mailboxes }] = await Promise.all([
    loadTitles(),
    call<{ Mailbox: Mailbox[] }>('ListMailboxes'),
  ]);
  return { titles, mailboxes };
}

export function TitlePage(): ReactElement {
  const loaded = useLoad(load, []);
  const { isLoading, reload } = loaded;
  return (
    <Page title={t('title.heading')} loaded={loaded}>
      {({ titles, mailboxes }) => (
        <>
          <TitleBlock titles={titles} isLoading={isLoading} onChanged={reload} />
          <MailboxBlock mailboxes={mailboxes} isLoading={isLoading} onChanged={reload} />
          <p><SpmLink to="address" spot="title-addresses">{t('address.heading')}</SpmLink></p>
        </>
      )}
    </Page>
  );
}
