/** Third step: the ticket's form. */

import React, { type ReactElement, useState } from 'react';

import { useSending } from '../account/useSending';
import { hook } from '../hooks';
import { ActionButton } from '../parts/ActionButton';
import { Form, Input, Radio } from '../parts/library';
import { TextField } from '../parts/TextField';
import { FilesField } from '../parts/UploadField';
import { t } from '../words';
import type { Category, Priority } from './model';

/** What the form collects. */
interface Answers {
  readonly title: string;
  readonly description: string;
  readonly priority: Priority;
  readonly files: readonly string[];
  readonly confidential: string;
  readonly mobile: string;
  readonly email: string;
}

interface Props {
  readonly category: Category;
  readonly onDone: (ticketId: string) => void;
}

interface FieldProps {
  readonly answers: Answers;
  readonly onChange: (answers: Answers) => void;
}

const NOTHING: Answers = {
  title: '', description: '', priority: 'normal', files: [], confidential: '', mobile: '', email: '',
};
const FILES = '.jpg,.jpeg,.png,.pdf';
const MAX_FILES = 3;
const PRIORITIES = ['normal', 'urgent'] as const;

/** Return the parameters of `CreateTicket`. */
function paramsOf({ product, issue }: Category, answers: Answers): object {
  return {
    Product: product.Code,
    Issue: issue.Code,
    Title: answers.title,
    Description: answers.description,
    Priority: answers.priority,
    Attachments: answers.files,
    Confidential: answers.confidential,
    Mobile: answers.mobile,
    Email: answers.email,
  };
}

interface AreaProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly rows: number;
  readonly maxLength: number;
  readonly required?: boolean;
  readonly hint?: string;
  readonly onChange: (value: string) => void;
}

function Area({ id, label, value, rows, maxLength, required = false, hint, onChange }: AreaProps): ReactElement {
  return (
    <Form.Item label={label} required={required} id={hook(id)}>
      <Input.TextArea
        id={hook(id)} aria-label={label} rows={rows} maxLength={maxLength} showLimitHint
        value={value}
        onChange={(typed) => onChange(String(typed))}
      />
      {hint !== undefined && <p className="hint">{hint}</p>}
    </Form.Item>
  );
}

function PriorityField({ answers, onChange }: FieldProps): ReactElement {
  return (
    <Form.Item label={t('ticket.priority')} required>
      <Radio.Group
        id={hook('ticket-priority')}
        aria-label={t('ticket.priority')}
        value={answers.priority}
        onChange={(priority) => onChange({ ...answers, priority: priority as Priority })}
      >
        {PRIORITIES.map((priority) => (
          <Radio key={priority} id={hook(`ticket-priority-${priority}`)} value={priority}>
            {t(`ticket.priority.${priority}`)}
          </Radio>
        ))}
      </Radio.Group>
    </Form.Item>
  );
}

function Fields({ answers, onChange }: FieldProps): ReactElement {
  return (
    <>
      <TextField
        id="ticket-title" label={t('ticket.title')} value={answers.title}
        onChange={(title) => onChange({ ...answers, title })}
      />
      <Area
        id="ticket-description" label={t('ticket.description')} rows={6} maxLength={2000} required
        value={answers.description} onChange={(description) => onChange({ ...answers, description })}
      />
      <PriorityField answers={answers} onChange={onChange} />
      <FilesField
        id="ticket-files" use="ticket" label={t('ticket.files')} accept={FILES} hint={t('ticket.filesHint')}
        limit={MAX_FILES} onChange={(files) => onChange({ ...answers, files })}
      />
      <Area
        id="ticket-confidential" label={t('ticket.confidential')} rows={3} maxLength={500}
        hint={t('ticket.confidentialHint')}
        value={answers.confidential} onChange={(confidential) => onChange({ ...answers, confidential })}
      />
      <TextField
        id="ticket-mobile" label={t('ticket.mobile')} value={answers.mobile}
        onChange={(mobile) => onChange({ ...answers, mobile })}
      />
      <TextField
        id="ticket-email" label={t('ticket.email')} value={answers.email}
        onChange={(email) => onChange({ ...answers, email })}
      />
    </>
  );
}

export function WriteStep({ category, onDone }: Props): ReactElement {
  const [answers, setAnswers] = useState(NOTHING);
  const { isBusy, submit } = useSending<{ TicketId: string }>(
    t('ticket.submitted'), ({ TicketId }) => onDone(TicketId),
  );
  return (
    <>
      <Form className="confirm-form" labelAlign="left" id={hook('ticket-form')}>
        <Form.Item label={t('ticket.category')}>
          <span className="fact" id={hook('ticket-category')}>
            {`${category.product.Name} / ${category.issue.Name}`}
          </span>
        </Form.Item>
        <Fields answers={answers} onChange={setAnswers} />
      </Form>
      <div className="bottom-bar">
        <ActionButton
          type="primary" spot="ticket-submit" label={t('ticket.submit')} loading={isBusy}
          onClick={() => submit('CreateTicket', paramsOf(category, answers))}
        />
      </div>
    </>
  );
}
