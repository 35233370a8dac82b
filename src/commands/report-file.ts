// Where a report goes and comes from: report.json, report.md and report.html in a folder, and the output stream.
import { attemptLater, must, type Outcome, problemsOf, rejectAll } from '../base/problem.ts';
import { type Io, wantsColour } from '../gate/io.ts';
import { renderBadge } from '../report/badge.ts';
import { renderCsv } from '../report/csv-report.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Report } from '../report/report.ts';
import { renderSarif } from '../report/sarif.ts';
import { renderJson, renderText } from '../report/text.ts';

export const REPORT_FILE = 'report.json';
const HTML_FILE = 'report.html';
const MODEL_FILE = 'model.tflite';
const MOST_REPORT_BYTES = 16 * 1024 * 1024;

/** What stands beside report.json: the same for people and for other tools. */
const RENDERERS: Readonly<Record<string, (report: Report) => string>> = {
  'report.md': renderMarkdown,
  'report.csv': renderCsv,
  'report.junit.xml': renderJunit,
  'report.sarif': renderSarif,
  'badge.svg': renderBadge,
};

/** All that a run writes about all models. */
const REPORT_FILES = [REPORT_FILE, HTML_FILE, ...Object.keys(RENDERERS)];

/** Before anything is measured: whether reports and each model's folder may be written. Runs inside an attempt. */
export async function checkOutFolder(io: Io, folder: string, models: readonly string[]): Promise<void> {
  const files = [...REPORT_FILES, ...models.map((model) => io.join(model, MODEL_FILE))];
  const [first] = (await Promise.all(files.map((file) => io.checkWritable(io.join(folder, file))))).flatMap(problemsOf);
  // One link may stand in the way of all of them.
  if (first) rejectAll([first]);
}

/** An earlier run's verdict must not outlive a run that is refused. */
export async function removeReport(io: Io, folder: string): Promise<void> {
  for (const file of REPORT_FILES) await io.remove(io.join(folder, file));
}

const IGNORE_FILE = '.gitignore';
const IGNORE_TEXT = `# kd-gate made this folder. Delete this file to keep in git what lies here; it isn't written again.
*
`;

/** A folder that isn't there yet, and so is made by kd-gate, is ignored by git through a file of its own. */
export async function ignoreNewFolder(io: Io, folder: string): Promise<void> {
  if (!(await io.exists(folder))) await io.write(io.join(folder, IGNORE_FILE), IGNORE_TEXT);
}

/** Returns the path of report.json. */
export async function writeReport(io: Io, folder: string, report: Report): Promise<string> {
  const file = io.join(folder, REPORT_FILE);
  const { renderHtml } = await import('../report/html/page.ts');
  await io.write(io.join(folder, HTML_FILE), renderHtml(report));
  for (const [name, render] of Object.entries(RENDERERS)) await io.write(io.join(folder, name), render(report));
  await io.write(file, renderJson(report));
  return file;
}

/** Problems: `file/...`, and `report/invalid` for what is no report of this version. */
export function readReportFile(io: Io, file: string): Promise<Outcome<Report>> {
  return attemptLater(async () => {
    const { readReport } = await import('../report/read.ts');
    const text = must(await io.readNamed(file, MOST_REPORT_BYTES));
    return must(readReport(new TextDecoder().decode(text), file));
  });
}

/** On the output stream: the table of the terminal, or report.json's text. */
export function printReport(io: Io, report: Report, asJson = false): void {
  io.out(asJson ? renderJson(report) : renderText(report, { colour: wantsColour(io) }));
}
