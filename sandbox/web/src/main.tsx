/** Starts the pages: language and class prefix of the library, icons, then the app. */

import '@alicloud/console-components/dist/xconsole-no-var.css';
import './styles/shell.css';
import './styles/pages.css';

import ConfigProvider from '@alicloud/console-components/esm/config-provider';
import enUS from '@alicloud/console-components/esm/locale/en-us';
import zhCN from '@alicloud/console-components/esm/locale/zh-cn';
import React from 'react';
import { render } from 'react-dom';

import { App } from './App';
import { installIcons } from './icons';
import { language, prefix } from './site';

/** Load the same styles under the drifted class prefix; they lie beside the script. */
function loadDriftedStyles(): Promise<void> {
  const script = document.querySelector<HTMLScriptElement>('script[src$="/app.js"]');
  return new Promise((done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = (script?.src ?? '/app.js').replace(/app\.js$/, 'app-drift.css');
    link.onload = () => done();
    link.onerror = () => done();
    document.head.append(link);
  });
}

async function start(): Promise<void> {
  if (prefix !== 'next-') await loadDriftedStyles();
  installIcons(prefix);
  document.body.classList.add('hasTopbar');
  render(
    <ConfigProvider prefix={prefix} locale={language === 'zh' ? zhCN : enUS}>
      <App />
    </ConfigProvider>,
    document.getElementById('app'),
  );
}

void start();
