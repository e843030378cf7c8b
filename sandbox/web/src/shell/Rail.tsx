/** The narrow rail at the right edge. */

import React, { type ReactElement, useState } from 'react';

import type { IconName } from '../icons';
import { Glyph } from '../parts/Glyph';
import { notBuilt } from '../parts/notices';
import { t } from '../words';

interface Entry {
  readonly label: string;
  readonly icon: IconName;
  readonly id?: string;
}

function RailLink({ label, icon }: Entry): ReactElement {
  return (
    <a href="#rail" aria-label={label} title={label} onClick={(event) => { event.preventDefault(); notBuilt(); }}>
      <span className={`shape glyph-${icon}`} />
    </a>
  );
}

function RailButton({ label, icon, id }: Entry): ReactElement {
  return (
    <button type="button" id={id} aria-label={label} title={label} onClick={notBuilt}>
      <span className={`shape glyph-${icon}`} />
    </button>
  );
}

export function Rail(): ReactElement {
  const [isHidden, setHidden] = useState(false);
  return (
    <div className={isHidden ? 'rail hidden' : 'rail'}>
      <RailLink label={t('shell.checklist')} icon="file" />
      <button type="button" onClick={notBuilt}><Glyph name="grid" /></button>
      <RailButton label={t('shell.cloudShell')} icon="terminal" />
      <RailButton label={t('shell.preferences')} icon="settings" />
      <RailButton label={t('shell.feedback')} icon="pencil" id="console-base-feedback" />
      <RailButton label={t('shell.contact')} icon="headset" />
      <RailLink label={t('shell.assistant')} icon="spark" />
      <button
        type="button" className="rail-toggle" aria-label={t('shell.hideRail')} title={t('shell.hideRail')}
        onClick={() => setHidden(!isHidden)}
      >
        <span className={`shape glyph-${isHidden ? 'arrow-left' : 'arrow-right'}`} />
      </button>
    </div>
  );
}
