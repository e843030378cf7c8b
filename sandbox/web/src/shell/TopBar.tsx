/** The bar at the top, common to all consoles. */

import React, { type ReactElement } from 'react';

import { spm } from '../hooks';
import { Glyph } from '../parts/Glyph';
import { notBuilt } from '../parts/notices';
import { go } from '../routes';
import { isNew, language, standin } from '../site';
import { t } from '../words';
import { BarMenu } from './BarMenu';

const YEAR_S = 31_536_000;

function switchLanguage(): void {
  document.cookie = `aliyun_lang=${language === 'zh' ? 'en' : 'zh'}; path=/; max-age=${YEAR_S}`;
  window.location.reload();
}

function ExpensesMenu(): ReactElement {
  return (
    <BarMenu
      trigger={<button type="button" {...spm('nav-expenses')}>{t('shell.expenses')}<Glyph name="wallet" /></button>}
      entries={[
        { key: 'ord', label: t('shell.orders'), onPick: notBuilt },
        { key: 'bill', label: t('shell.bills'), onPick: notBuilt },
        { key: 'inv', label: t('shell.invoices'), onPick: () => go('home') },
      ]}
    />
  );
}

function TicketsMenu(): ReactElement {
  return (
    <BarMenu
      trigger={<button type="button" {...spm('nav-tickets')}>{t('shell.tickets')}<Glyph name="ticket" /></button>}
      entries={[
        { key: 'ticket-list', label: t('shell.myTickets'), onPick: () => go('tickets') },
        { key: 'ticket-submit', label: t('shell.submitTicket'), onPick: () => go('ticketCreate') },
      ]}
    />
  );
}

function Account(): ReactElement {
  const { user, uid } = standin.account;
  const isMain = window.ALIYUN_CONSOLE_CONFIG.ACCOUNT_TYPE === 'main';
  return (
    <div className="bar-account console-base-top-nav-button-account" title={uid}>
      <span>
        <b>{`${user} @ ${uid}`}</b>
        <small>{isMain ? t('shell.mainAccount') : t('shell.ramUser')}</small>
      </span>
      <i className="avatar" role="img" aria-label="avatar">{standin.account.name.slice(-2)}</i>
    </div>
  );
}

interface Props {
  readonly isPanelOpen: boolean;
  readonly onOpenPanel: () => void;
}

export function TopBar({ isPanelOpen, onOpenPanel }: Props): ReactElement {
  const nowhere = (event: React.MouseEvent) => { event.preventDefault(); notBuilt(); };
  return (
    <div className={isNew ? 'bar' : 'bar dark'} data-j-top-nav="" data-spm="top-nav">
      <button
        type="button" className="bar-icon" aria-label={t('shell.openPanel')} aria-expanded={isPanelOpen}
        onClick={onOpenPanel}
      >
        <span className="shape glyph-menu" />
      </button>
      <a className="bar-icon" href="#website" aria-label={t('shell.website')} onClick={nowhere}>
        <span className="shape glyph-cloud" />
      </a>
      <a className="bar-home" href="#console" aria-label={t('shell.consoleHome')} onClick={nowhere}>Console</a>
      <button type="button" className="bar-search" onClick={notBuilt}>
        <span className="shape glyph-search" /> {t('shell.search')}
      </button>
      <span className="bar-gap" />
      <a href="#documents" onClick={nowhere}>{t('shell.documents')}</a>
      <a className="bar-icon" href="#assistant" onClick={nowhere}><span className="shape glyph-spark" /></a>
      <ExpensesMenu />
      <button type="button" onClick={notBuilt}>{t('shell.icp')}<Glyph name="file" /></button>
      <TicketsMenu />
      <BarMenu
        trigger={<button type="button" className="bar-icon"><Glyph name="globe" /></button>}
        entries={[{ key: 'language', label: t('shell.other'), onPick: switchLanguage }]}
      />
      <button type="button" className="bar-icon" onClick={notBuilt}><Glyph name="bell" /></button>
      <Account />
    </div>
  );
}
