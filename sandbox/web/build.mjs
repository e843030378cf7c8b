// Builds the pages: `node build.mjs <outdir>` after `npm ci --ignore-scripts`, from this folder.
// Writes app.js, app.css and app-drift.css (the same styles under another class prefix).

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { trimVendorCss } from './trim-css.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const outdir = resolve(process.argv[2] ?? 'dist');

/** The vendor's loggers phone out and its icon font lives on an outside host: both are replaced.
 *  The calendars' date libraries are only ever told a language: no page shows a calendar. */
const alias = {
  '@alicloud/arms': './src/quiet/arms.ts',
  '@alicloud/logger-sls': './src/quiet/logger-sls.ts',
  '@alicloud/iconfont-helper': './src/quiet/iconfont.tsx',
  moment: './src/quiet/dates.ts',
};

/** The library's style sheet covers every component it has: keep what these pages use. */
const vendorCss = {
  name: 'vendor-css',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]xconsole-no-var\.css$/ }, async ({ path }) => ({
      contents: trimVendorCss(await readFile(path, 'utf8')),
      loader: 'css',
    }));
  },
};

await mkdir(outdir, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { app: 'src/main.tsx' },
  outdir,
  bundle: true,
  minify: true,
  target: 'es2020',
  alias,
  define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  legalComments: 'none',
  logLevel: 'warning',
  logOverride: { 'unsupported-css-nesting': 'silent' },
  plugins: [vendorCss],
}).catch(() => process.exit(1)); // esbuild has printed what is wrong

const css = await readFile(join(outdir, 'app.css'), 'utf8');
await writeFile(join(outdir, 'app-drift.css'), css.replaceAll('.next-', '.xc-'));
