/** Types of the table of texts. */

/** One text for both generations, or a pair: new generation, old generation. */
export type Text = string | readonly [modern: string, legacy: string];

export interface Word {
  readonly zh: Text;
  readonly en: Text;
}

export type WordTable = Readonly<Record<string, Word>>;

/** Make an entry of the table of texts. */
export function word(zh: Text, en: Text): Word {
  return { zh, en };
}
