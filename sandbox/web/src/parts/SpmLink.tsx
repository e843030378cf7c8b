/** A link between pages. A click first rewrites its address with `?spm=`, as the console's links do. */

import React, { type MouseEvent, type ReactElement, type ReactNode } from 'react';

import { spm } from '../hooks';
import { go, pathOf, type Route } from '../routes';

interface Props {
  readonly to: Route;
  readonly spot: string;
  readonly query?: Record<string, string>;
  readonly className?: string;
  readonly current?: boolean;
  readonly children: ReactNode;
}

export function SpmLink({ to, spot, query = {}, className, current = false, children }: Props): ReactElement {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const tracked = { ...query, spm: `5176.invoice.0.d${spot}` };
    event.currentTarget.href = `${pathOf(to)}?${new URLSearchParams(tracked)}`;
    go(to, tracked);
  };
  const search = new URLSearchParams(query).toString();
  return (
    <a
      className={className}
      href={pathOf(to) + (search && `?${search}`)}
      aria-current={current ? 'page' : undefined}
      onClick={follow}
      {...spm(spot)}
    >
      {children}
    </a>
  );
}
