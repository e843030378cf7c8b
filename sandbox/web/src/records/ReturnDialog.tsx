/** The dialog that returns an issued invoice (退票). */

import React, { type ReactElement, useState } from 'react';

import { useSending } from '../account/useSending';
import { hook } from '../hooks';
import type { Invoice } from '../model';
import { yuan } from '../money';
import { AskDialog } from '../parts/AskDialog';
import { Form, Input, Radio, Select } from '../parts/library';
import { TextField } from '../parts/TextField';
import { isNew } from '../site';
import { t } from '../words';
import { isPaper, PaperFields } from './ReturnPaper';
import { NO_ANSWERS, paramsOf, REASONS, type ReturnAnswers } from './returnAnswers';

const MAX_REMARK = 200;

interface FieldsProps {
  readonly invoice: Invoice;
  readonly answers: ReturnAnswers;
  readonly onChange: (answers: ReturnAnswers) => void;
}

function Posting({ answers, onChange }: FieldsProps): ReactElement {
  return (
    <>
      <Form.Item label={t('return.posted')} required>
        <Radio.Group
          id={hook('return-posted')}
          aria-label={t('return.posted')}
          value={answers.isPosted}
          onChange={(isPosted) => onChange({ ...answers, isPosted: isPosted as boolean })}
        >
          <Radio id={hook('return-posted-no')} value={false}>{t('return.posted.no')}</Radio>
          <Radio id={hook('return-posted-yes')} value>{t('return.posted.yes')}</Radio>
        </Radio.Group>
      </Form.Item>
      {answers.isPosted && (
        <TextField
          id="return-red" label={t('return.redConfirm')} required value={answers.redConfirm}
          onChange={(redConfirm) => onChange({ ...answers, redConfirm })}
        />
      )}
    </>
  );
}

function Reason({ answers, onChange }: FieldsProps): ReactElement {
  const id = hook('return-reason');
  return (
    <Form.Item label={t('return.reason')} required id={id}>
      <Select
        id={id}
        aria-label={t('return.reason')}
        placeholder={t('keep.choose')}
        value={answers.reason}
        dataSource={REASONS.map((value) => ({ value, label: t(`return.reason.${value}`) }))}
        onChange={(reason: string) => onChange({ ...answers, reason })}
        style={{ width: 300 }}
      />
    </Form.Item>
  );
}

function Remark({ answers, onChange }: FieldsProps): ReactElement {
  const id = hook('return-remark');
  return (
    <Form.Item label={t('return.remark')} required={answers.isPosted} id={id}>
      <Input.TextArea
        id={id} aria-label={t('return.remark')} rows={2} maxLength={MAX_REMARK} showLimitHint
        value={answers.remark}
        onChange={(remark) => onChange({ ...answers, remark: String(remark) })}
      />
    </Form.Item>
  );
}

function Fields(props: FieldsProps): ReactElement {
  return (
    <Form className="confirm-form" labelAlign="left" id={hook('return-form')}>
      {isNew && <Posting {...props} />}
      <Reason {...props} />
      {isPaper(props.invoice) && <PaperFields {...props} />}
      <Remark {...props} />
    </Form>
  );
}

interface Props {
  readonly invoice: Invoice;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function ReturnDialog({ invoice, onDone, onClose }: Props): ReactElement {
  const [answers, setAnswers] = useState<ReturnAnswers>(NO_ANSWERS);
  const { isBusy, submit } = useSending(t('return.done'), onDone);
  return (
    <AskDialog
      title={t('action.return')} size="medium" spot="return-ok" isBusy={isBusy} onClose={onClose}
      onOk={() => submit('ReturnInvoice', paramsOf(answers, invoice))}
    >
      <p id={hook('return-text')}>
        {t('return.text', { number: invoice.InvoiceNo, amount: yuan(invoice.Fen) })}
      </p>
      <Fields invoice={invoice} answers={answers} onChange={setAnswers} />
    </AskDialog>
  );
}
