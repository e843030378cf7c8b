/** One ticket: its facts and its conversation, with a reply while the support waits for one. */

import Table from '@alifd/next/es/table';
import React, { type ReactElement, useState } from 'react';

import { useSending } from '../account/useSending';
import { call, useLoad } from '../api';
import { hook } from '../hooks';
import { ActionButton } from '../parts/ActionButton';
import { FactList } from '../parts/FactList';
import { Form, Input } from '../parts/library';
import { Page } from '../parts/Page';
import { SpmLink } from '../parts/SpmLink';
import { shortTime } from '../parts/time';
import { t } from '../words';
import { TICKET_HOME } from './home';
import { type Message, type TicketDetail, WAITS_FOR_REPLY } from './model';

/** What stands for a confidential text: the console never sends it back. */
const HIDDEN = '******';

function facts(ticket: TicketDetail): (readonly [string, string, string])[] {
  return [
    [t('tickets.number'), ticket.Id, 'ticket-number'],
    [t('tickets.status'), ticket.StatusText, 'ticket-status'],
    [t('tickets.product'), ticket.Product, 'ticket-product'],
    [t('tickets.issue'), ticket.Issue, 'ticket-issue'],
    [t('chat.priority'), t(`ticket.priority.${ticket.Priority}`), 'ticket-priority'],
    [t('tickets.created'), shortTime(ticket.CreatedAt), 'ticket-created'],
    [t('chat.files'), ticket.Attachments.join(', '), 'ticket-attachments'],
    [t('chat.confidential'), ticket.HasConfidential ? HIDDEN : '', 'ticket-secret'],
  ];
}

const COLUMNS = [
  { key: 'time', title: t('chat.time'), width: 180, cell: ({ At }: Message) => shortTime(At) },
  { key: 'from', title: t('chat.from'), width: 100, cell: ({ By }: Message) => t(`chat.by.${By}`) },
  { key: 'text', title: t('chat.text'), width: 560, cell: ({ Text }: Message) => Text },
] as const;

function Messages({ messages }: { readonly messages: readonly Message[] }): ReactElement {
  return (
    <div id={hook('ticket-messages')} className="table-box messages">
      <Table
        primaryKey="key"
        hasBorder={false}
        dataSource={messages.map((message, key) => ({ ...message, key }))}
        columns={COLUMNS.map(({ cell, ...column }) => ({
          ...column,
          dataIndex: column.key,
          cell: (_value: unknown, _index: unknown, row: Message) => cell(row),
        }))}
      />
    </div>
  );
}

function ReplyForm({ id, onDone }: { readonly id: string; readonly onDone: () => void }): ReactElement {
  const [text, setText] = useState('');
  const { isBusy, submit } = useSending(t('chat.sent'), onDone);
  return (
    <>
      <Form className="confirm-form reply" labelAlign="left" id={hook('ticket-reply-form')}>
        <Form.Item label={t('chat.reply')} required id={hook('ticket-reply')}>
          <Input.TextArea
            id={hook('ticket-reply')} aria-label={t('chat.reply')} rows={3} maxLength={2000} showLimitHint
            value={text}
            onChange={(value) => setText(String(value))}
          />
        </Form.Item>
      </Form>
      <div className="bottom-bar">
        <ActionButton
          type="primary" spot="ticket-reply-send" label={t('chat.send')} loading={isBusy}
          onClick={() => submit('ReplyTicket', { Id: id, Text: text })}
        />
      </div>
    </>
  );
}

export function TicketPage(): ReactElement {
  const id = new URLSearchParams(window.location.search).get('id') ?? '';
  const loaded = useLoad(() => call<TicketDetail>('GetTicket', { Id: id }), [id]);
  return (
    <Page title={t('chat.heading')} home={TICKET_HOME} loaded={loaded}>
      {(ticket) => (
        <>
          <section className="card">
            <h4 id={hook('ticket-subject')}>{ticket.Title}</h4>
            <div id={hook('ticket-facts')}><FactList facts={facts(ticket)} /></div>
          </section>
          <section className="card">
            <h4>{t('chat.messages')}</h4>
            <Messages messages={ticket.Messages} />
            {ticket.Status === WAITS_FOR_REPLY && <ReplyForm id={ticket.Id} onDone={loaded.reload} />}
          </section>
          <p><SpmLink to="tickets" spot="ticket-back">{t('chat.back')}</SpmLink></p>
        </>
      )}
    </Page>
  );
}
