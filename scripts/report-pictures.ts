// Takes docs/report/*.png: node bench/run.mjs scripts/report-pictures.ts
//
// The page of fixtures/digits with twelve filters where the base has eight, as dist/cli.cjs measures it in a git
// repository of its own. Needs Chromium (KD_GATE_BROWSER, or the usual names in PATH) and a build.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../tests/report/html/browser.ts';
import { withPalette } from './palette-png.ts';

const OUT = 'docs/report';

function run(folder: string, program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, [...args], { cwd: folder, encoding: 'utf8' });
  if (status !== 0 && status !== 1) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/** The path of report.html. */
function measured(folder: string): string {
  cpSync('fixtures/digits', folder, { recursive: true });
  const git = (...args: string[]) =>
    run(folder, 'git', ['-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com', ...args]);
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '-qm', message);
  };
  git('init', '-q', '-b', 'main');
  const file = join(folder, 'kd.yaml');
  const spec = readFileSync(file, 'utf8').replace(
    'boards: [arduino-nano-33-ble]',
    'boards: [arduino-nano-33-ble, esp32-c3-devkitm-1]',
  );
  writeFileSync(file, spec);
  commit('eight filters');
  const wider = spec.replace('filters: 8,', 'filters: 12,').replace('size: { max: 10 KiB }', 'size: { max: 7.5 KiB }');
  writeFileSync(file, wider);
  commit('twelve filters');
  run(folder, process.execPath, [resolve('dist/cli.cjs'), 'run', '--base', 'HEAD~1', '--out', 'out']);
  return join(folder, 'out', 'report.html');
}

interface Picture {
  readonly name: string;
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  /** Of the page's height, from the top; or the section with this heading. */
  readonly height?: number;
  readonly section?: string;
}

const PICTURES: readonly Picture[] = [
  { name: 'desktop-light', width: 1040, colorScheme: 'light', height: 1500 },
  { name: 'desktop-dark', width: 1040, colorScheme: 'dark', section: 'Where time and flash go' },
  { name: 'phone-dark', width: 390, colorScheme: 'dark', height: 1500 },
  { name: 'arena-base-and-head', width: 1040, colorScheme: 'light', section: 'Arena over time' },
  { name: 'curves', width: 1040, colorScheme: 'light', section: 'Learning curves' },
];

async function take(browser: Browser, file: string, picture: Picture): Promise<void> {
  const { name, width, colorScheme, height = 900, section } = picture;
  const page: Page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(pathToFileURL(file).href);
  if (section === 'Arena over time') await page.locator('.mark').nth(3).hover();
  const part = page.locator('section').filter({ hasText: section ?? '' });
  const png = withPalette(await (section === undefined ? page.screenshot() : part.first().screenshot()));
  writeFileSync(join(OUT, `${name}.png`), png);
  console.log(name, png.length);
  await page.close();
}

const folder = mkdtempSync(join(tmpdir(), 'kd-gate-pictures-'));
mkdirSync(OUT, { recursive: true });
const browser = await startBrowser();
try {
  const file = measured(folder);
  for (const picture of PICTURES) await take(browser, file, picture);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
