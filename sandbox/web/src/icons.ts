/** Own line shapes for the icons: the console's icon font lives on an outside host. */

import paths from './icons.json';

type IconName = keyof typeof paths;

/** Private-use characters as the icon font would use them; they stay in accessible names. */
const GLYPHS: Partial<Record<IconName, string>> = {
  bell: '\ue6a5', chat: '\ue69b', cloud: '\ue6cc', file: '\ue6ff', folder: '\ue6a3', globe: '\ue6d8',
  grid: '\ue6a9', help: '\ue6b8', menu: '\ue6ae', pencil: '\ue6b5', settings: '\ue6c1', star: '\ue6a8',
  ticket: '\ue6f1', wallet: '\ue6f3', 'angle-down': '\ue65a', search: '\ue6c4',
};

/** Return the private-use character for an icon. */
export function glyph(name: IconName): string {
  return GLYPHS[name] ?? '\ue6e0';
}

/** Return CSS that draws an icon in the current colour over the (hidden) glyph of the element. */
export function shape(name: string): string {
  const path = name in paths ? paths[name as IconName] : paths['info-circle'];
  const svg =
    `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='black' stroke-width='1.4'` +
    ` stroke-linecap='round' stroke-linejoin='round'><path d='${path}'/></svg>`;
  const url = `url("data:image/svg+xml,${encodeURIComponent(svg)}")`;
  return (
    `background:currentColor;-webkit-text-fill-color:transparent;overflow:hidden;` +
    `-webkit-mask:${url} center/contain no-repeat;mask:${url} center/contain no-repeat;`
  );
}

/** Icons that the library names by what they mark: the class after the prefix, then the shape. */
const MARKS: readonly (readonly [selector: string, name: IconName])[] = [
  ['btn-loading', 'loading'],
  ['message-success .@message-symbol-icon', 'success'],
  ['message-error .@message-symbol-icon', 'error'],
  ['message-warning .@message-symbol-icon', 'warning'],
  ['message-notice .@message-symbol-icon', 'prompt'],
  ['table-tree-arrow.@icon-arrow-right', 'plus-box'],
  ['table-tree-arrow.@icon-arrow-down', 'minus-box'],
];

/** Add one style element with all icon shapes, for the library's classes and for our own glyphs. */
export function installIcons(prefix: string): void {
  const byName = Object.keys(paths).map(
    (name) => `.${prefix}icon-${name}:before,.glyph-${name}{${shape(name)}}`,
  );
  const byMark = MARKS.map(
    ([selector, name]) => `.${prefix}${selector.replaceAll('@', prefix)}:before{${shape(name)}}`,
  );
  const style = document.createElement('style');
  style.textContent = [...byName, ...byMark].join('\n');
  document.head.append(style);
}

export type { IconName };
