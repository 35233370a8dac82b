// The page of a report: nothing from outside, every text escaped, never too large, the same bytes each time.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { HTML_LIMIT, renderHtml } from '../../../src/report/html/page.ts';
import { readReport } from '../../../src/report/read.ts';
import type { Report } from '../../../src/report/report.ts';
import { MAKERS } from '../../micro/oracle.ts';
import { CASES } from '../cases.ts';
import { PROPOSAL, proposed } from '../proposals.ts';
import { largeReport, wholeReport } from './pages.ts';

const between = (page: string, tag: string) =>
  page.slice(page.indexOf(`<${tag}>`) + tag.length + 2, page.indexOf(`</${tag}>`));
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const titles = (page: string) => [...page.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, title]) => title);

test('a report with everything has every section, and is valid', () => {
  const whole = wholeReport();
  expect(readReport(JSON.stringify(whole), 'report.json').ok).toBe(true);
  expect(titles(renderHtml(whole))).toEqual([
    'To pass',
    'Figures',
    'Arena over time',
    'Where time and flash go',
    'Waterfall',
    'Noise of quantization, layer by layer',
    'Answers',
    'Learning curves',
    'History',
    'What it was made from',
  ]);
});

test.each(Object.entries(CASES))('%s: a page without pictures that have no figures', (_, report) => {
  const page = renderHtml(report);
  expect(titles(page)).toContain('Figures');
  expect(titles(page)).not.toContain('Arena over time');
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
});

/** Without markup, a line an element of a list or a row. */
const words = (markup: string) =>
  markup
    .replace(/<\/(li|tr|p)>/g, '\n')
    .replace(/<\/td>/g, ' | ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('\u00a0', ' ');
const sectionOf = (page: string, title: string) =>
  words(page.slice(page.indexOf(`<h3>${title}</h3>`)).split('</section>')[0]);

test('the change that passes stands above the figures: as a diff, with each measure now and then', () => {
  const page = renderHtml(wholeReport());
  const shown = sectionOf(page, 'To pass').split('\n');
  expect(shown).toEqual(
    expect.arrayContaining([
      'To passThe run with this change passed (2 candidates were trained):',
      '# kd.yaml, line 21',
      '-        - conv2d: { filters: 12 }',
      '+        - conv2d: { filters: 8 }',
      '     seed: 1',
      '+    quantize: { mode: int8 }',
      'size | 17,424 B | 12,800 B | 16,384 B | ',
    ]),
  );
  expect(page).toContain('<li class="gone">-        - conv2d: { filters: 12 }</li>');
  expect(page.indexOf('<h3>To pass')).toBeLessThan(page.indexOf('<h3>Figures'));
});

test('a change that is not one of lines is told in words; what only came nearest is not called a way to pass', () => {
  const budgets = [{ path: 'models.digits.budgets.accuracy.min', from: '97%', to: '96.4%' }];
  const shown = sectionOf(
    renderHtml(proposed({ ...PROPOSAL, passes: false, edits: [], budgets })),
    'What came nearest',
  );
  expect(shown).toContain('Nothing that was tried passes (2 candidates were trained); this came nearest:');
  expect(shown).toContain('models.digits.student.layers[0].conv2d.filters: 12 → 8');
  expect(shown).toContain('It would pass with models.digits.budgets.accuracy.min: 96.4% in place of 97%.');
});

test('a larger change that answers better is told below', () => {
  const changes = [{ path: ['models', 'digits', 'distill', 'epochs'], from: 8, to: 16 }];
  const page = renderHtml(proposed({ ...PROPOSAL, others: [{ changes, size: 0.2, accuracyChange: 0.012 }] }));
  expect(sectionOf(page, 'To pass')).toContain('passes as well: distill.epochs: 8 → 16; accuracy +1.20 pp');
});

test('a proposal as long as a stranger may make it leaves room for the page', () => {
  const line = '<b>'.repeat(1365);
  const edits = Array.from({ length: 64 }, () => ({ line: 1, before: ['x'], after: Array(256).fill(line) }));
  const effects = Array.from({ length: 1024 }, (_, i) => ({
    measure: 'arena' as const,
    scope: `${line}${i}`,
    after: i,
  }));
  const page = renderHtml(proposed({ ...PROPOSAL, edits, effects }));
  // Of each edit a line for its place, one that goes and 256 that come.
  expect(new TextEncoder().encode(page).length).toBeLessThan(HTML_LIMIT);
  expect(sectionOf(page, 'To pass')).toContain(`${64 * 258 - 60} more lines; report.json has all of them.`);
  expect(titles(page)).toContain('Figures');
});

test('the budgets are called as the figures are', () => {
  const page = renderHtml(wholeReport());
  const budgets = words(page.slice(page.indexOf('<caption>Budgets')).split('</table>')[0]);
  const figures = words(page.slice(page.indexOf('<h3>Figures')).split('</table>')[0]);
  expect(budgets).toMatch(/^ *accuracy, int8 \| /m);
  for (const [, label] of budgets.matchAll(/^(.+?) \| (pass|fail|warn)/gm)) expect(figures).toContain(label.trim());
});

test('its policy lets the style and the script in it run, and nothing else', () => {
  const page = renderHtml(wholeReport());
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `style-src ${hashOf(between(page, 'style'))}`,
    `script-src ${hashOf(between(page, 'script'))}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  // Attributes that such a policy refuses, and addresses.
  expect(page).not.toMatch(/\sstyle=|\son\w+=|\ssrc=|https?:\/\/|url\(|@import/);
});

test('the same report gives the same page', () => {
  expect(renderHtml(wholeReport())).toBe(renderHtml(structuredClone(wholeReport())));
});

test('the words of a mark are those of its figures', () => {
  const page = renderHtml(wholeReport());
  // By hand: the head is 13,312 - 3,000 bytes, of which mapOf draws 5,028 twice, one after the other.
  expect(page).toContain('tensor 1 net/conv2d/Relu6: 5,028 B at offset 2,514, from operator 0 CONV_2D to operator 1');
  expect(page).toContain('scratch of operator 0: 256 B at offset 7,542, during operator 0 CONV_2D');
  // 3 of 6 ms.
  expect(page).toContain('operator 0 CONV_2D 1x4x4x12: 3.00 ms, 50.00% of time on Arduino Nano 33 BLE (Sense)');
  // 1,000 + 2,000 + 3,000 bytes of weights in a file of 17,424.
  expect(page).toContain('scales, names, metadata: 11,424 B');
  expect(page).toContain('held out, epoch 2: 75.00%');
  expect(page).toContain('this commit: 17,424 B');
});

describe('a page is smaller than 400 kB', () => {
  const bytesOf = (report: Report) => new TextEncoder().encode(renderHtml(report)).length;
  const large = largeReport(200, MAKERS.wasm);

  test('of a model of 200 operators, with all of its pictures and those of the base', () => {
    expect(bytesOf(large)).toBeLessThan(HTML_LIMIT);
    expect(renderHtml(large).match(/<figcaption>(Base|This)/g)).toEqual(['<figcaption>Base', '<figcaption>This']);
    expect(renderHtml(large).match(/class="mark k0/g)?.length).toBeGreaterThan(800);
  });

  test('of 64 models, each as large as that', () => {
    const [model] = large.models;
    const models = Array.from({ length: 64 }, (_, i) => ({ ...model, name: `model ${i}` }));
    const page = renderHtml({ ...large, models });
    expect(new TextEncoder().encode(page).length).toBeLessThan(HTML_LIMIT);
    expect(page).toContain('more models have no room here');
  });

  test('of a model with as many budgets as a report may have, those that fail among the first', () => {
    const report = wholeReport();
    const [model] = report.models;
    const [budget] = model.budgets;
    const budgets = Array.from({ length: 4096 }, (_, i) => ({
      ...budget,
      measure: 'recall' as const,
      scope: `a class with a name of its own ${i}`,
      verdict: i === 4095 ? ('fail' as const) : ('pass' as const),
    }));
    const page = renderHtml({ ...report, models: [{ ...model, budgets }] });
    expect(new TextEncoder().encode(page).length).toBeLessThan(HTML_LIMIT);
    const table = page.slice(page.indexOf('<caption>Budgets')).split('</table>')[0];
    expect(table.indexOf('of its own 4095')).toBeLessThan(table.indexOf('of its own 0'));
    expect(page).toMatch(/<p class="note">3,\d{3} more budgets have no room here; report\.json has all of them\./);
  });

  test('of names as long as they may be', () => {
    const [model] = large.models;
    const operators = model.model.operators.map((operator) => ({ ...operator, op: 'é'.repeat(4096) }));
    const long = { ...large, models: [{ ...model, model: { ...model.model, operators } }] };
    expect(bytesOf(long)).toBeLessThan(HTML_LIMIT);
  });
});

type Path = readonly string[];

function placesOf(value: unknown, type: 'string' | 'number', path: Path = []): Path[] {
  if (typeof value === type) return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => placesOf(part, type, [...path, key]));
}

function shownWith(report: Report, path: Path, value: unknown): string | undefined {
  const copy = structuredClone(report);
  const holder = path.slice(0, -1).reduce<unknown>((part, key) => Reflect.get(Object(part), key), copy);
  Reflect.set(Object(holder), String(path.at(-1)), value);
  const read = readReport(JSON.stringify(copy), 'report.json');
  return read.ok ? renderHtml(read.value) : undefined;
}

const HOSTILE =
  '</title></script></style><script>alert(1)</script>"\' onfocus="x <img src=x onerror=1> <%= 1 %> \u202e\n';

/** Of the items of a list, which are alike, the first alone. */
function differentPlacesOf(value: unknown, type: 'string' | 'number'): Path[] {
  const kinds = new Map<string, Path>();
  for (const path of placesOf(value, type)) {
    const kind = path.map((key) => (/^\d+$/.test(key) ? '*' : key)).join('.');
    if (!kinds.has(kind)) kinds.set(kind, path);
  }
  return [...kinds.values()];
}

/** Without the points of lines, all of which are alike. */
function thinned(): Report {
  const whole = wholeReport();
  const [{ training, ...model }] = whole.models;
  const thin = training && { ...training, curve: training.curve?.slice(0, 2), aware: undefined };
  return JSON.parse(
    JSON.stringify({
      ...whole,
      models: [
        { ...model, training: thin, history: model.history?.slice(0, 2), confusion: undefined, perClass: undefined },
      ],
    }),
  );
}

test('a text is text wherever it stands', () => {
  const whole = thinned();
  const plain = renderHtml(whole).match(/<\/?(script|style|title|img)/g)?.length;
  const places = differentPlacesOf(whole, 'string');
  const odd = places.flatMap((path) => {
    const page = shownWith(whole, path, HOSTILE);
    if (page === undefined) return [];
    const isPlain =
      !page.includes('<img') && !page.includes('\u202e') && !page.includes('"x <') && !page.includes(' onfocus="');
    const [tags, expected] = [page, renderHtml(whole)].map((text) => text.match(/<\/?(script|style|img)/g)?.length);
    return isPlain && tags === expected ? [] : [path.join('.')];
  });
  expect(plain).toBeGreaterThan(4);
  expect(places.length).toBeGreaterThan(60);
  expect(odd).toEqual([]);
});

test('a number is shown or refused', () => {
  const whole = thinned();
  const odd = differentPlacesOf(whole, 'number').flatMap((path) =>
    [0, 5e-324, 2 ** 53 - 1].flatMap((value) => {
      const page = shownWith(whole, path, value) ?? '';
      const [word] = /.{0,20}(NaN|Infinity|undefined)/.exec(page) ?? [];
      return word === undefined ? [] : [[path.join('.'), value, word]];
    }),
  );
  expect(odd).toEqual([]);
});
