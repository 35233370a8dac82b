// The page of a branch's history: nothing from outside, every text escaped, never too large; also in a browser.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { BranchHistory } from '../../../src/report/branch-history.ts';
import { renderHistoryPage } from '../../../src/report/html/history-page.ts';
import { HTML_LIMIT } from '../../../src/report/html/page.ts';
import { TOOL } from '../cases.ts';
import { BROWSER, startBrowser } from './browser.ts';

const commitOf = (i: number) => i.toString(16).padStart(40, '0');

/** Commits of two boards, the second of which can't be measured. */
function historyOf(
  count: number,
  names: readonly string[] = ['digits'],
  reason = 'kd.yaml:3:1: "arnea"',
): BranchHistory {
  const all = Array.from({ length: count }, (_, i) => i);
  return {
    specFile: 'kd.yaml',
    tool: TOOL,
    commits: all.map((i) => ({ commit: commitOf(i), date: '2026-11-26', ...(i === 1 && { reason }) })),
    models: names.map((name) => ({
      name,
      points: all.flatMap((i) =>
        i === 1
          ? []
          : [
              {
                ...{ commit: commitOf(i), version: '0.1.0', sizeBytes: 12_000 + i },
                accuracy: { correct: 340 + (i % 10), total: 360 },
                boards: ['nano', 'pico'].map((id) => ({ id, arenaMinBytes: 9_000 + i, latencyMs: 4 + i / 100 })),
              },
            ],
      ),
    })),
  };
}

describe('the page of a history', () => {
  test('has a chart for each measure and board, and a row for each commit, the newest first', () => {
    const page = renderHistoryPage(historyOf(4));
    const captions = [...page.matchAll(/<figcaption>(.*?): /g)].map(([, caption]) => caption);
    expect(captions).toEqual(['size', 'arena (nano)', 'arena (pico)', 'latency (nano)', 'latency (pico)', 'accuracy']);
    const rows = [...page.matchAll(/<td class="class">([0-9a-f]{7})<\/td>/g)].map(([, commit]) => commit);
    expect(rows).toEqual([3, 2, 1, 0].map((i) => commitOf(i).slice(0, 7)));
    expect(page).toContain('not measured: kd.yaml:3:1: &quot;arnea&quot;');
    expect(page).toContain('3 of 4 commits up to 0000000.');
  });

  test('is the same for the same history, and takes nothing from outside', () => {
    const page = renderHistoryPage(historyOf(4));
    expect(renderHistoryPage(historyOf(4))).toBe(page);
    expect(page).toContain(`http-equiv="Content-Security-Policy" content="default-src 'none'`);
    expect(page).not.toMatch(/\sstyle=|\son\w+=|\ssrc=|https?:\/\/|url\(|@import/);
  });

  test('shows names and reasons as text', () => {
    const hostile = '</title><script>alert(1)</script><img src=x onerror=1> "\u202e';
    const page = renderHistoryPage(historyOf(3, [hostile], hostile));
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).not.toMatch(/<img|\u202e/);
  });

  test.each([
    ['500 commits', historyOf(500)],
    [
      '64 models of 100 commits',
      historyOf(
        100,
        Array.from({ length: 64 }, (_, i) => `model ${i}`),
      ),
    ],
    ['no commit', historyOf(0)],
    ['names as long as they may be', historyOf(20, ['é'.repeat(4096)], 'é'.repeat(1000))],
  ])('of %s is smaller than 400 kB', (_, history) => {
    expect(new TextEncoder().encode(renderHistoryPage(history)).length).toBeLessThan(HTML_LIMIT);
  });
});

describe.skipIf(BROWSER === undefined)('in a browser', () => {
  test.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)('%d pixels wide and %s nothing complains and nothing is requested', async (width, colorScheme) => {
    const folder = mkdtempSync(join(tmpdir(), 'kd-gate-history-'));
    const file = join(folder, 'history.html');
    writeFileSync(file, renderHistoryPage(historyOf(30)));
    const browser = await startBrowser();
    const [complaints, requests]: [string[], string[]] = [[], []];
    try {
      const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => requests.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
      const { violations } = found as { violations: { id: string; impact: string }[] };
      expect(violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id }) => id)).toEqual(
        [],
      );
      expect([complaints, requests.length]).toEqual([[], 1]);
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
