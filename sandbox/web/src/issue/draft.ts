/** What goes from one step to the next; lost on reload, as on the real console. */

import type { Choice, Prepared } from '../model';

export interface Draft {
  readonly choice: Choice;
  readonly prepared: Prepared;
}

export interface Result {
  readonly applyId: string;
  readonly fen: number;
}

/** What is ticked or typed on step 1. */
export interface Picked {
  readonly choice: Choice | undefined;
  readonly fen: number;
  /** How many orders or months; undefined where the console picks them. */
  readonly count: number | undefined;
}

export const NOTHING: Picked = { choice: undefined, fen: 0, count: 0 };

/** The pages' only shared state. */
export const steps: { draft: Draft | undefined; result: Result | undefined } = {
  draft: undefined,
  result: undefined,
};
