/** Step 1: choose what to invoice. */

import React, { type ReactElement, useState } from 'react';

import { type ApiError, call, report, useLoad } from '../api';
import { hook } from '../hooks';
import type { Choice, Prepared, Summary } from '../model';
import { yuan } from '../money';
import { ActionButton } from '../parts/ActionButton';
import { notice } from '../parts/notices';
import { Page } from '../parts/Page';
import { go } from '../routes';
import { t } from '../words';
import { AmountPicker } from './AmountPicker';
import { BillPicker } from './BillPicker';
import { NOTHING, type Picked, steps } from './draft';
import { type Mode, ModeSwitch } from './ModeSwitch';
import { OrderPicker } from './OrderPicker';

const PICKERS = { order: OrderPicker, month: BillPicker, amount: AmountPicker };

function askForTitle(): void {
  notice({
    title: t('issue.noTitle'),
    text: t('issue.noTitleText'),
    ok: t('issue.setUp'),
    onOk: () => go('title'),
  });
}

async function prepare(choice: Choice, summary: Summary): Promise<void> {
  if (!summary.HasValidTitle) {
    askForTitle();
    return;
  }
  try {
    steps.draft = { choice, prepared: await call<Prepared>('PrepareInvoice', choice) };
    go('confirm');
  } catch (error) {
    if ((error as ApiError).code === 'NoValidTitle') askForTitle();
    else report(error as ApiError);
  }
}

interface BarProps {
  readonly picked: Picked;
  readonly isBusy: boolean;
  readonly onNext: (choice: Choice) => void;
}

function BottomBar({ picked, isBusy, onNext }: BarProps): ReactElement {
  const { choice, fen, count } = picked;
  return (
    <div className="bottom-bar">
      {count !== undefined && (
        <span id={hook('selected-count')}>{t('issue.selectedCount', { count })}</span>
      )}
      <span id={hook('selected-total')}>{t('issue.selectedAmount', { amount: yuan(fen) })}</span>
      <ActionButton
        type="primary"
        spot="issue-next"
        label={t('issue.next')}
        disabled={choice === undefined}
        loading={isBusy}
        onClick={() => choice && onNext(choice)}
      />
    </div>
  );
}

function Body({ summary }: { readonly summary: Summary }): ReactElement {
  const [mode, setMode] = useState<Mode>('order');
  const [picked, setPicked] = useState(NOTHING);
  const [isBusy, setBusy] = useState(false);
  const Picker = PICKERS[mode];
  const next = (choice: Choice) => {
    setBusy(true);
    void prepare(choice, summary).finally(() => setBusy(false));
  };
  const change = (chosen: Mode) => {
    setMode(chosen);
    setPicked(NOTHING);
  };
  return (
    <section className="card">
      <p className="total" id={hook('invoiceable-total')}>
        {t('issue.total', { amount: yuan(summary.InvoiceableFen) })}
      </p>
      <ModeSwitch mode={mode} onChange={change} content={<Picker onPick={setPicked} />} />
      <BottomBar picked={picked} isBusy={isBusy} onNext={next} />
    </section>
  );
}

export function IssuePage(): ReactElement {
  const loaded = useLoad(() => call<Summary>('GetInvoiceSummary'), []);
  return (
    <Page title={t('issue.heading')} loaded={loaded}>
      {(summary) => <Body summary={summary} />}
    </Page>
  );
}
