/** Modify invoice information (修改发票信息): a page of the old generation, a dialog over the titles in the new one. */

import React, { type ReactElement, useState } from 'react';

import { useLoad } from '../api';
import { ActionButton } from '../parts/ActionButton';
import { AskDialog } from '../parts/AskDialog';
import { Page } from '../parts/Page';
import { go } from '../routes';
import { t } from '../words';
import { firstAnswers, paramsOf, TitleForm } from './TitleForm';
import { loadTitles, type Titles } from './titles';
import { useSending } from './useSending';

interface Props {
  readonly titles: Titles;
  readonly onDone: () => void;
}

function useTitleForm({ titles, onDone }: Props) {
  const [answers, setAnswers] = useState(() => firstAnswers(titles));
  const { isBusy, submit } = useSending(t('title.submitted'), onDone);
  return {
    isBusy,
    form: <TitleForm titles={titles} answers={answers} onChange={setAnswers} />,
    handleSubmit: () => submit('SubmitTitleChange', paramsOf(answers, titles.customers[0])),
  };
}

export function TitleChangeDialog({ onClose, ...props }: Props & { readonly onClose: () => void }): ReactElement {
  const { isBusy, form, handleSubmit } = useTitleForm(props);
  return (
    <AskDialog
      title={t('title.modify')} size="medium" spot="title-submit" ok={t('title.submit')}
      isBusy={isBusy} onOk={handleSubmit} onClose={onClose}
    >
      {form}
    </AskDialog>
  );
}

function Body(props: Props): ReactElement {
  const { isBusy, form, handleSubmit } = useTitleForm(props);
  return (
    <section className="card">
      {form}
      <div className="bottom-bar">
        <ActionButton label={t('keep.cancel')} spot="title-cancel" onClick={() => go('title')} />
        <ActionButton
          type="primary" spot="title-submit" label={t('title.submit')} loading={isBusy} onClick={handleSubmit}
        />
      </div>
    </section>
  );
}

export function TitleChangePage(): ReactElement {
  const loaded = useLoad(loadTitles, []);
  return (
    <Page title={t('title.modify')} loaded={loaded}>
      {(titles) => <Body titles={titles} onDone={() => go('title')} />}
    </Page>
  );
}
