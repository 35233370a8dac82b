// The browser of this machine, where there is one: KD_GATE_BROWSER, or one of the usual names in PATH.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Undefined where there is none. */
export const BROWSER: string | undefined =
  process.env.KD_GATE_BROWSER ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

export function startBrowser(): Promise<Browser> {
  if (BROWSER === undefined) throw new Error('there is no browser');
  // As root, which containers often are, it has no sandbox of its own; pages are our own files.
  return chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });
}
