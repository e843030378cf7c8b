/** A button of the top bar that opens a menu below itself. */

import React, { type ReactElement } from 'react';

import { spm } from '../hooks';
import { Dropdown, Menu } from '../parts/library';

export interface MenuEntry {
  readonly key: string;
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onPick: () => void;
}

interface Props {
  readonly trigger: ReactElement;
  readonly entries: readonly MenuEntry[];
}

export function BarMenu({ trigger, entries }: Props): ReactElement {
  const pick = (key: string) => entries.find((entry) => entry.key === key)?.onPick();
  return (
    <Dropdown trigger={trigger} triggerType="click" align="tr br" offset={[0, 2]}>
      <Menu onItemClick={pick}>
        {entries.map(({ key, label, isDisabled }) => (
          <Menu.Item key={key} disabled={isDisabled} {...spm(`item-${key}`)}>{label}</Menu.Item>
        ))}
      </Menu>
    </Dropdown>
  );
}
