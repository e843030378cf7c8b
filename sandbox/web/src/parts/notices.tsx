/** Short notices: toasts that vanish after three seconds, and small dialogs. */

import React, { type ReactElement, useEffect, useState } from 'react';

import { t } from '../words';
import { ActionButton } from './ActionButton';
import { Dialog, Message } from './library';

const TOAST_MS = 3000;

/** Show a toast (role alert) at the top of the page. */
export function toast(type: 'success' | 'warning' | 'error', title: string): void {
  Message.show({ type, title, duration: TOAST_MS, hasMask: false });
}

interface Notice {
  readonly title: string;
  readonly text: string;
  readonly ok: string;
  readonly onOk?: () => void;
}

type Show = (notice: Notice) => void;
let show: Show = () => {};

/** Open a small dialog with one button; it needs `<Notices/>` on the page. */
export function notice(content: Notice): void {
  show(content);
}

/** Tell that a part of the console is not in the stand-in. */
export function notBuilt(): void {
  notice({ title: t('notice.title'), text: t('notice.notBuilt'), ok: t('notice.ok') });
}

/** The place where `notice` shows its dialog. */
export function Notices(): ReactElement {
  const [content, setContent] = useState<Notice>();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    show = (next) => {
      setContent(next);
      setOpen(true);
    };
  }, []);
  const confirm = () => {
    setOpen(false);
    content?.onOk?.();
  };
  return (
    <Dialog
      v2
      size="small"
      visible={isOpen}
      title={content?.title}
      onClose={() => setOpen(false)}
      footer={<ActionButton type="primary" label={content?.ok ?? ''} onClick={confirm} />}
    >
      {content?.text}
    </Dialog>
  );
}
