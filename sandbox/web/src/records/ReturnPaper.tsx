/** What the return of a paper invoice asks for as well: its parcel, and whether it is verified (认证). */

import React, { type ReactElement } from 'react';

import { hook } from '../hooks';
import type { Invoice } from '../model';
import { Checkbox, Form } from '../parts/library';
import { TextField } from '../parts/TextField';
import { UploadField } from '../parts/UploadField';
import { t } from '../words';
import type { ReturnAnswers } from './returnAnswers';

const FILES = '.jpg,.jpeg,.png,.pdf';

interface Props {
  readonly invoice: Invoice;
  readonly answers: ReturnAnswers;
  readonly onChange: (answers: ReturnAnswers) => void;
}

export function isPaper({ Type }: Invoice): boolean {
  return Type.startsWith('paper');
}

function Verification({ answers, onChange }: Props): ReactElement {
  return (
    <>
      <Checkbox
        id={hook('return-verified')} checked={answers.isVerified}
        onChange={(isVerified) => onChange({ ...answers, isVerified, redForm: undefined })}
      >
        {t('return.verified')}
      </Checkbox>
      {answers.isVerified && (
        <UploadField
          id="return-form-file" use="red-form" label={t('return.redForm')} required accept={FILES}
          hint={t('upload.hint')} onChange={(redForm) => onChange({ ...answers, redForm })}
        />
      )}
    </>
  );
}

export function PaperFields(props: Props): ReactElement {
  const { invoice, answers, onChange } = props;
  return (
    <>
      <Form.Item label={t('return.mailTo')}>
        <span className="fact" id={hook('return-address')}>{t('return.address')}</span>
      </Form.Item>
      <TextField
        id="return-courier" label={t('return.courier')} required value={answers.courier}
        onChange={(courier) => onChange({ ...answers, courier })}
      />
      <TextField
        id="return-tracking" label={t('return.tracking')} required value={answers.tracking}
        onChange={(tracking) => onChange({ ...answers, tracking })}
      />
      {invoice.Type === 'paper-special' && <Verification {...props} />}
    </>
  );
}
