/** The mailboxes that invoices are sent to (收票邮箱). */

import React, { type ReactElement, useState } from 'react';

import { hook } from '../hooks';
import type { Mailbox } from '../model';
import { ActionButton } from '../parts/ActionButton';
import { AskDialog } from '../parts/AskDialog';
import { Form } from '../parts/library';
import { type Column, LockTable } from '../parts/LockTable';
import { RowAction } from '../parts/RowAction';
import { TextField } from '../parts/TextField';
import { t } from '../words';
import { DeleteDialog } from './KeepDialogs';
import { useSending } from './useSending';

interface DialogProps {
  /** Undefined to add one. */
  readonly mailbox: Mailbox | undefined;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function MailboxDialog({ mailbox, onDone, onClose }: DialogProps): ReactElement {
  const [email, setEmail] = useState(mailbox?.Email ?? '');
  const { isBusy, submit } = useSending(t('keep.saved'), onDone);
  const handleOk = () =>
    (mailbox ? submit('ModifyMailbox', { Id: mailbox.Id, Email: email }) : submit('AddMailbox', { Email: email }));
  return (
    <AskDialog
      title={mailbox ? t('keep.modify') : t('mailbox.add')} spot="mailbox-ok" isBusy={isBusy}
      onOk={handleOk} onClose={onClose}
    >
      <Form className="confirm-form" labelAlign="left">
        <TextField id="mailbox-email" label={t('mailbox.email')} required value={email} onChange={setEmail} />
      </Form>
    </AskDialog>
  );
}

interface Doing {
  readonly what: 'add' | 'modify' | 'delete';
  readonly mailbox?: Mailbox;
}

interface ActionsProps {
  readonly mailbox: Mailbox;
  readonly onDo: (doing: Doing) => void;
  readonly onDefault: () => void;
}

function Actions({ mailbox, onDo, onDefault }: ActionsProps): ReactElement {
  return (
    <span className="actions">
      <RowAction word="keep.modify" spot="mailbox-modify" onClick={() => onDo({ what: 'modify', mailbox })} />
      {!mailbox.IsDefault && <RowAction word="keep.setDefault" spot="mailbox-default" onClick={onDefault} />}
      <RowAction word="keep.delete" spot="mailbox-delete" onClick={() => onDo({ what: 'delete', mailbox })} />
    </span>
  );
}

interface Props {
  readonly mailboxes: readonly Mailbox[];
  readonly isLoading: boolean;
  readonly onChanged: () => void;
}

export function MailboxBlock({ mailboxes, isLoading, onChanged }: Props): ReactElement {
  const [doing, setDoing] = useState<Doing>();
  const { submit } = useSending(t('keep.saved'), onChanged);
  const close = () => setDoing(undefined);
  const done = () => {
    close();
    onChanged();
  };
  const columns: readonly Column<Mailbox>[] = [
    { key: 'email', title: t('mailbox.email'), width: 360, cell: ({ Email }) => Email },
    { key: 'default', title: t('keep.default'), width: 120, cell: ({ IsDefault }) => (IsDefault ? t('keep.yes') : '') },
    {
      key: 'actions', title: t('keep.actions'), width: 260,
      cell: (mailbox) => (
        <Actions
          mailbox={mailbox} onDo={setDoing} onDefault={() => submit('SetDefaultMailbox', { Id: mailbox.Id })}
        />
      ),
    },
  ];
  return (
    <section className="card">
      <h4>{t('mailbox.heading')}</h4>
      <div className="block-buttons above">
        <ActionButton label={t('mailbox.add')} spot="mailbox-add" onClick={() => setDoing({ what: 'add' })} />
      </div>
      <LockTable
        id={hook('mailboxes-table')} name="mailboxes" rows={mailboxes} columns={columns} isLoading={isLoading}
      />
      {(doing?.what === 'add' || doing?.what === 'modify') && (
        <MailboxDialog mailbox={doing.mailbox} onDone={done} onClose={close} />
      )}
      {doing?.what === 'delete' && doing.mailbox && (
        <DeleteDialog
          action="DeleteMailbox" id={doing.mailbox.Id} spot="mailbox-delete-ok"
          text={t('mailbox.deleteAsk', { name: doing.mailbox.Email })} onDone={done} onClose={close}
        />
      )}
    </section>
  );
}
