// Cuts the component library's style sheet down to the components these pages use.
// It is flat CSS (rules, @media, @keyframes), so counting braces is enough to take it apart.

import { readFileSync } from 'node:fs';

const icons = JSON.parse(readFileSync(new URL('./src/icons.json', import.meta.url), 'utf8'));

/** Components that no page uses; the word after the class prefix. */
const UNUSED = new Set(
  `affix avatar badge balloon calendar calendar2 card cascader collapse date divider drawer list nav
   notification paragraph range rating search shell slick slide slider split switch
   tag time timeline transfer tree typography wind wind-rc`.split(/\s+/),
);
/** `next-tree-...` is unused, `next-table-tree-...` is used: only the first word counts. */
const COMPONENT = /\.next-([a-z0-9]+)/;
const ICON = /^\.next-icon-([\w-]+)::?before$/;

function keepSelector(selector) {
  if (selector.includes('[dir=rtl]')) return false;
  const icon = ICON.exec(selector);
  if (icon) return icon[1] in icons;
  const component = COMPONENT.exec(selector);
  return component === null || !UNUSED.has(component[1]);
}

/** Yield `{head, body}` for each top-level rule; at-rules without a block have no body. */
function* rules(css) {
  let start = 0;
  for (let i = 0, depth = 0, open = 0; i < css.length; i += 1) {
    if (css[i] === '{') {
      if (depth === 0) open = i;
      depth += 1;
    } else if (css[i] === '}') {
      depth -= 1;
      if (depth === 0) {
        yield { head: css.slice(start, open).trim(), body: css.slice(open + 1, i) };
        start = i + 1;
      }
    } else if (css[i] === ';' && depth === 0) {
      start = i + 1;
    }
  }
}

function trimRule({ head, body }) {
  if (head.startsWith('@font-face')) return ''; // the icon font lives on an outside host
  if (head.startsWith('@media')) {
    const inner = trimRules(body);
    return inner && `${head}{${inner}}`;
  }
  if (head.startsWith('@')) return `${head}{${body}}`;
  const selectors = head.split(',').map((s) => s.trim()).filter(keepSelector);
  return selectors.length > 0 && body.trim() ? `${selectors.join(',')}{${body}}` : '';
}

function trimRules(css) {
  return Array.from(rules(css), trimRule).filter(Boolean).join('\n');
}

/** Return the style sheet without unused components, unused icons, outside fonts and right-to-left rules. */
export function trimVendorCss(css) {
  return trimRules(css.replaceAll(/\/\*[\s\S]*?\*\//g, ''));
}
