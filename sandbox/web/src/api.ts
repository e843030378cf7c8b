/** Requests of the pages through the console's own fetcher, and what happens when they fail. */

import errorPrompt from '@alicloud/console-base-error-prompt';
import { createFetcher } from '@alicloud/console-fetcher';
import { useEffect, useRef, useState } from 'react';

import { toast } from './parts/notices';
import { standin } from './site';
import { t } from './words';

/** Errors of the wire, as the vendor's fetcher names them: no usable answer came. */
const WIRE_ERRORS = new Set(['FetcherErrorNetwork', 'FetcherErrorTimeout', 'FetcherErrorResponseStatus', 'FetcherErrorResponseParse']);

const sameOrigin = standin.apiOrigin === window.location.origin;
const fetcher = createFetcher(
  sameOrigin ? {} : { urlBase: standin.apiOrigin },
  {
    riskConfig: {
      URL_SEND_CODE: `${standin.apiOrigin}/risk/sendVerifyMessage.json`,
      URL_SETTINGS: '#security', // the vendor's default leads to an outside host
    },
  },
);

/** The vendor's error, as far as the pages look into it. */
export interface ApiError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
}

function post<T>(action: string, params: object, merger: boolean): Promise<T> {
  return fetcher.post<T>({ merger }, `/data/api.json?action=${action}&product=bss&_v=`, {
    params: JSON.stringify(params),
    region: 'cn-hangzhou',
  });
}

/** Call one reading action of the invoice API.
 *
 * Rejects with the vendor's error: `code` is the business code, `name` tells wire errors apart.
 */
export function call<T>(action: string, params: object = {}): Promise<T> {
  return post(action, params, true);
}

/** Call one writing action; each call is a request.
 *
 * Left alone, the vendor's fetcher merges a request with an equal one under way, which would hide a
 * double submit from those who test for it.
 */
export function send<T>(action: string, params: object): Promise<T> {
  return post(action, params, false);
}

/** Show an error the way the console does: toast for weather, vendor dialog for everything else. */
export function report(error: ApiError): void {
  if (error.code === 'SystemBusy') toast('warning', t('notice.busy'));
  else if (WIRE_ERRORS.has(error.name ?? '')) toast('error', t('notice.network'));
  else void errorPrompt(error);
}

export interface Loaded<T> {
  /** Undefined until the first answer. */
  readonly data: T | undefined;
  readonly isLoading: boolean;
  readonly hasFailed: boolean;
  readonly reload: () => void;
}

/** Load data for a page; the newest request wins and errors are reported.
 *
 * The first answer is held back until the skeleton has been seen for `pageDelayMs`.
 */
export function useLoad<T>(load: () => Promise<T>, deps: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({
    data: undefined, isLoading: true, hasFailed: false,
  });
  const [attempt, setAttempt] = useState(0);
  const isFirst = useRef(true);
  useEffect(() => {
    let isCurrent = true;
    setState((old) => ({ ...old, isLoading: true, hasFailed: false }));
    const pause = isFirst.current ? standin.pageDelayMs : 0;
    Promise.all([load(), new Promise((done) => { setTimeout(done, pause); })]).then(
      ([data]) => {
        isFirst.current = false;
        if (isCurrent) setState({ data, isLoading: false, hasFailed: false });
      },
      (error: ApiError) => {
        if (!isCurrent) return;
        setState((old) => ({ ...old, isLoading: false, hasFailed: true }));
        report(error);
      },
    );
    return () => { isCurrent = false; };
  }, [...deps, attempt]);
  return { ...state, reload: () => setAttempt((old) => old + 1) };
}
