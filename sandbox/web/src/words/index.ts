/** Every text of the pages, in both languages and both generations, and the drifted ones. */

import { isNew, language, standin } from '../site';
import { accountWords } from './account';
import { driftWords } from './drift';
import { issueWords } from './issue';
import { recordWords } from './records';
import { returnWords } from './return';
import { panel, shellWords } from './shell';
import { ticketWords } from './ticket';
import type { Word, WordTable } from './word';

const words = {
  ...shellWords, ...issueWords, ...recordWords, ...returnWords, ...accountWords, ...ticketWords,
} satisfies WordTable;
const drifted = driftWords(standin.drift.text, standin.drift.columns);

export type WordKey = keyof typeof words;

function pick(word: Word): string {
  const text = word[language];
  return typeof text === 'string' ? text : text[isNew ? 0 : 1];
}

/** Return a text for this page's language and generation, with `{name}` filled in. */
export function t(key: WordKey, values: Record<string, string | number> = {}): string {
  const text = pick(drifted[key] ?? words[key]);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Return the names of the product panel. */
export function panelNames(list: keyof typeof panel): string[] {
  return pick(panel[list]).split(',');
}

const TWO_CHARACTERS = /^[\u4e00-\u9fa5]{2}$/;

/** Put a space between the two characters of a short Chinese button, as the console's buttons do. */
export function spaced(label: string): string {
  return TWO_CHARACTERS.test(label) ? `${label[0]} ${label[1]}` : label;
}
