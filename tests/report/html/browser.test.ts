// The page in a real browser: desktop and phone, light and dark, by keyboard; nothing is requested, nothing complains.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../../../src/report/html/page.ts';
import type { Report } from '../../../src/report/report.ts';
import { MAKERS } from '../../micro/oracle.ts';
import { BROWSER, startBrowser } from './browser.ts';
import { largeReport, wholeReport } from './pages.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('whether the page is opened here', () => {
  if (BROWSER === undefined) console.warn('no browser: the tests of report.html in one are left out');
  expect(process.env.KD_GATE_BROWSER === undefined || BROWSER !== undefined).toBe(true);
});

describe.skipIf(BROWSER === undefined)('in a browser', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-page-'));
  const complaints: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (report: Report, width: number, colorScheme: 'light' | 'dark'): Promise<Page> => {
    const file = join(folder, 'report.html');
    writeFileSync(file, renderHtml(report));
    const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return page;
  };

  /** What axe-core calls serious or critical. */
  const violations = async (page: Page): Promise<string[]> => {
    await page.evaluate(AXE);
    const found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
    return (found as { violations: { id: string; impact: string; nodes: { html: string }[] }[] }).violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  };

  test.each([
    ['desktop', 1280, 'light'],
    ['desktop', 1280, 'dark'],
    ['phone', 390, 'light'],
    ['phone', 390, 'dark'],
  ] as const)('on a %s of %d pixels, %s: accessible, no wider than the window', async (_, width, scheme) => {
    complaints.length = 0;
    requests.length = 0;
    const page = await open(wholeReport(), width, scheme);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(requests.map((url) => new URL(url).protocol)).toEqual(['file:']);
    await page.close();
  });

  test('arrow keys go from mark to mark, and the readout tells each', async () => {
    const page = await open(wholeReport(), 1280, 'light');
    const isOnMark = "document.activeElement.classList.contains('mark')";
    for (let i = 0; i < 40 && !(await page.evaluate(isOnMark)); i++) await page.keyboard.press('Tab');
    const readout = () =>
      page.evaluate("document.activeElement.closest('figure').querySelector('.readout').textContent");
    expect(await readout()).toMatch(/^tail: /);
    await page.keyboard.press('ArrowRight');
    expect(await readout()).toMatch(/^tensor 0 input: /);
    await page.keyboard.press('End');
    expect(await readout()).toMatch(/^scratch of operator 0: /);
    await page.keyboard.press('Home');
    expect(await readout()).toMatch(/^tail: /);
    await page.close();
  });

  test('pointing at a buffer tells the tensor', async () => {
    const page = await open(wholeReport(), 1280, 'light');
    const figure = page.locator('figure.picture').first();
    await figure.locator('.mark').nth(2).hover();
    expect(await figure.locator('.readout').textContent()).toMatch(/^tensor 1 net\/conv2d\/Relu6: /);
    await page.close();
  });

  test('a model of 200 operators opens without a complaint or a request', async () => {
    complaints.length = 0;
    requests.length = 0;
    const page = await open(largeReport(200, MAKERS.wasm), 1280, 'light');
    expect(await page.locator('.mark').count()).toBeGreaterThan(800);
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(requests).toHaveLength(1);
    await page.close();
  });
});
