/** A file of a form: sent as soon as it is chosen; the form then names the key that the console answered with. */

import React, { type ReactElement, useState } from 'react';

import { report } from '../api';
import { hook } from '../hooks';
import { standin } from '../site';
import { spaced, t } from '../words';
import { Button, Form, Upload } from './library';

/** A file in the list under the button, as far as the page looks into it. */
interface ListedFile {
  readonly name: string;
  readonly state?: string;
  readonly response?: { readonly key?: string; readonly code?: string; readonly message?: string };
  errorMsg?: string;
}

interface Props {
  readonly id: string;
  readonly label: string;
  /** Which form it is for: the server's rule of that name decides. */
  readonly use: string;
  readonly accept: string;
  readonly hint: string;
  readonly required?: boolean;
  /** Called with the key of the last file, undefined while there is none. */
  readonly onChange: (key: string | undefined) => void;
}

interface Reply {
  readonly code: string;
  readonly message?: string;
  readonly data?: { readonly ObjectKey: string };
}

/** Turn the console's answer into what the library expects. */
function verdict(reply: Reply) {
  return { success: reply.code === '200', key: reply.data?.ObjectKey, code: reply.code, message: reply.message };
}

/** Answers that say nothing about the file: the console tells of them in its own dialog. */
const SIGNED_OUT = ['ConsoleNeedLogin', 'PostonlyOrTokenError'];

function explained(file: ListedFile): ListedFile {
  if (file.state === 'error') file.errorMsg = file.response?.message ?? t('notice.network');
  return file;
}

export function UploadField({ id, label, use, accept, hint, required = false, onChange }: Props): ReactElement {
  const [files, setFiles] = useState<ListedFile[]>([]);
  // One file: the last one takes the place of the one before.
  const change = (all: ListedFile[]) => {
    const last = all.slice(-1).map(explained);
    setFiles(last);
    const { code, message = '' } = last[0]?.response ?? {};
    if (code !== undefined && SIGNED_OUT.includes(code)) report({ name: '', code, message });
    onChange(last[0]?.state === 'done' ? last[0].response?.key : undefined);
  };
  return (
    <Form.Item label={label} required={required}>
      <div id={hook(`${id}-box`)}>
        <Upload
          id={hook(id)}
          aria-label={label}
          listType="text"
          accept={accept}
          action={`${standin.apiOrigin}/data/upload.json`}
          data={{ params: JSON.stringify({ Use: use }), sec_token: window.ALIYUN_CONSOLE_CONFIG.SEC_TOKEN }}
          withCredentials
          formatter={(reply) => verdict(reply as unknown as Reply)}
          value={[...files]}
          onChange={(all: unknown[]) => change(all as ListedFile[])}
        >
          <Button>{spaced(t('upload.choose'))}</Button>
        </Upload>
      </div>
      <p className="hint">{hint}</p>
    </Form.Item>
  );
}
