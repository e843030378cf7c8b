/** The three ways to say what to invoice: tabs in the new generation, radio buttons in the old. */

import React, { type ReactElement } from 'react';

import { hook, spm } from '../hooks';
import { Radio, Tab } from '../parts/library';
import { isNew } from '../site';
import { t } from '../words';

export const MODES = ['order', 'month', 'amount'] as const;
export type Mode = (typeof MODES)[number];

interface Props {
  readonly mode: Mode;
  readonly onChange: (mode: Mode) => void;
  readonly content: ReactElement;
}

const LABELS: Record<Mode, string> = {
  order: t('issue.byOrder'),
  month: t('issue.byMonth'),
  amount: t('issue.byAmount'),
};

function Tabs({ mode, onChange, content }: Props): ReactElement {
  return (
    <Tab activeKey={mode} unmountInactiveTabs onChange={(key) => onChange(key as Mode)}>
      {MODES.map((key) => (
        <Tab.Item key={key} title={LABELS[key]} {...spm(`mode-${key}`)}>
          {key === mode ? content : null}
        </Tab.Item>
      ))}
    </Tab>
  );
}

function Radios({ mode, onChange, content }: Props): ReactElement {
  return (
    <>
      <Radio.Group
        shape="button"
        aria-label={t('issue.mode')}
        value={mode}
        onChange={(value) => onChange(value as Mode)}
      >
        {MODES.map((key) => (
          <Radio key={key} id={hook(`mode-${key}`)} value={key} {...spm(`mode-${key}`)}>{LABELS[key]}</Radio>
        ))}
      </Radio.Group>
      {content}
    </>
  );
}

export function ModeSwitch(props: Props): ReactElement {
  return isNew ? <Tabs {...props} /> : <Radios {...props} />;
}
