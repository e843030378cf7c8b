/** Sending a write from a dialog or a form. */

import { useState } from 'react';

import { type ApiError, report, send } from '../api';
import { toast } from '../parts/notices';

export interface Sending {
  readonly isBusy: boolean;
  /** Send; then show the toast and call back with the answer. An error is shown and nothing else happens. */
  readonly submit: (action: string, params: object) => void;
}

/** As on the real console the button is not disabled while it waits: a second click sends again. */
export function useSending<Reply>(done: string, onDone: (reply: Reply) => void): Sending {
  const [pending, setPending] = useState(0);
  const submit = (action: string, params: object) => {
    setPending((old) => old + 1);
    send<Reply>(action, params)
      .then((reply) => {
        toast('success', done);
        onDone(reply);
      })
      .catch((error: ApiError) => report(error))
      .finally(() => setPending((old) => old - 1));
  };
  return { isBusy: pending > 0, submit };
}
