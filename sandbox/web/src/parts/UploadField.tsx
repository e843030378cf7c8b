/** Files of a form: each is sent as soon as it is chosen; the form then names the key that the console answered with. */

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
  readonly error?: { readonly code?: string };
  errorMsg?: string;
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  /** Which form it is for: the server's rule of that name decides. */
  readonly use: string;
  readonly accept: string;
  readonly hint: string;
  readonly required?: boolean;
}

interface FilesProps extends FieldProps {
  /** How many files; of one, the last takes the place of the one before. */
  readonly limit: number;
  /** Called with the keys of the files that the console took. */
  readonly onChange: (keys: string[]) => void;
}

interface Props extends FieldProps {
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

/** The library's own code for a file beyond the limit. */
const TOO_MANY = 'EXCEED_LIMIT';

/** Answers that say nothing about the file: the console tells of them in its own dialog. */
const SIGNED_OUT = ['ConsoleNeedLogin', 'PostonlyOrTokenError'];

function explained(file: ListedFile, hint: string): ListedFile {
  const otherwise = file.error?.code === TOO_MANY ? hint : t('notice.network');
  if (file.state === 'error') file.errorMsg = file.response?.message ?? otherwise;
  return file;
}

function keysOf(files: readonly ListedFile[]): string[] {
  return files.flatMap(({ state, response }) => (state === 'done' && response?.key ? [response.key] : []));
}

export function FilesField(props: FilesProps): ReactElement {
  const { id, label, use, accept, hint, required = false, limit, onChange } = props;
  const [files, setFiles] = useState<ListedFile[]>([]);
  const change = (all: ListedFile[]) => {
    // Files beyond the limit stay in the list as failed: the library does not send them.
    const shown = (limit > 1 ? all : all.slice(-1)).map((file) => explained(file, hint));
    setFiles(shown);
    const { code, message = '' } = shown[shown.length - 1]?.response ?? {};
    if (code !== undefined && SIGNED_OUT.includes(code)) report({ name: '', code, message });
    onChange(keysOf(shown));
  };
  return (
    <Form.Item label={label} required={required}>
      <div id={hook(`${id}-box`)}>
        <Upload
          id={hook(id)}
          aria-label={label}
          listType="text"
          accept={accept}
          {...(limit > 1 ? { limit, multiple: true } : {})}
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

export function UploadField({ onChange, ...rest }: Props): ReactElement {
  return <FilesField {...rest} limit={1} onChange={(keys) => onChange(keys[0])} />;
}
