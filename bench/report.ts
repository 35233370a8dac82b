// The page of a model of 200 operators: how long it takes to make, how large it is, and how long a browser opens it.
//   node bench/run.mjs bench/report.ts [operators = 200]
// Needs Chromium (KD_GATE_BROWSER, or the usual names in PATH).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadEngine } from '../src/host/engine.ts';
import { renderHtml } from '../src/report/html/page.ts';
import { startBrowser } from '../tests/report/html/browser.ts';
import { largeReport } from '../tests/report/html/pages.ts';

const [operators = 200] = process.argv.slice(2).map(Number);
const report = largeReport(operators, (await loadEngine()).makeKernels);
const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[times.length >> 1];
const making = Array.from({ length: 9 }, () => {
  const started = performance.now();
  renderHtml(report);
  return performance.now() - started;
});
const folder = mkdtempSync(join(tmpdir(), 'kd-gate-page-'));
const file = join(folder, 'report.html');
const html = renderHtml(report);
writeFileSync(file, html);
const browser = await startBrowser();
try {
  const opening: number[] = [];
  for (let i = 0; i < 9; i++) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const started = performance.now();
    await page.goto(pathToFileURL(file).href);
    // Two frames: what is seen first has been painted.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    opening.push(performance.now() - started);
    await page.close();
  }
  const marks = html.match(/class="mark/g)?.length ?? 0;
  console.log(`${operators} operators, ${marks} marks: ${html.length} characters`);
  console.log(
    `made in ${median(making).toFixed(0)} ms, opened and painted in ${median(opening).toFixed(0)} ms (medians of 9)`,
  );
  if (process.env.PICTURE) {
    const page = await browser.newPage({ viewport: { width: 1040, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({ path: process.env.PICTURE, fullPage: true });
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
