import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { latencyNotes } from '../../src/report/board-table.ts';
import { escapeMarkdown } from '../../src/report/escape.ts';
import { formatBytes, formatCount, formatDifference, formatPoints, formatShare } from '../../src/report/format.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { REPORT_SCHEMA } from '../../src/report/report.ts';
import { complaintsOf, rowsOf } from '../../src/report/rows.ts';
import { renderText } from '../../src/report/text.ts';
import { CASES } from './cases.ts';
import { sampleReport } from './sample.ts';

test('the sample is valid against the schema of report.json', () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(REPORT_SCHEMA);
  expect(validate(sampleReport()), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...sampleReport(), extra: 1 })).toBe(false);
});

describe('numbers', () => {
  test.each([
    [formatCount(0), '0'],
    [formatCount(999), '999'],
    [formatCount(1234567), '1,234,567'],
    [formatBytes(53936), '53,936 B'],
    [formatShare(0.901), '90.10%'],
    [formatPoints(0.004), '0.40 pp'],
    [formatDifference('accuracy', 0.025), '2.50 pp'],
  ])('%s', (formatted, expected) => expect(formatted).toBe(expected));
});

test('every measure has one row, judged ones with their verdict', () => {
  const rows = rowsOf(sampleReport().models[0]);
  expect(rows.map((r) => [r.label, r.value, r.budget, r.verdict])).toEqual([
    ['size', '53,936 B', 'max 50 KiB', 'fail'],
    ['size, gzip', '41,000 B', '', undefined],
    ['arena (arduino-nano-33-ble)', '22,832 B', 'max 32 KiB', 'pass'],
    ['accuracy, int8', '90.10% (901 of 1,000)', 'min 90%', 'pass'],
    ['lost to int8', '0.40 pp', 'max 1 pp', 'pass'],
    ['latency', 'not measured', 'max 100 ms', 'warn'],
    ['accuracy, float', '90.50% (905 of 1,000)', '', undefined],
    ['MACs', '2,656,768', '', undefined],
  ]);
});

test('a complaint names budget, excess and remedy', () => {
  expect(complaintsOf(sampleReport().models[0]).map(({ label, text }) => `${label}: ${text}`)).toEqual([
    'size: 53,936 B is 2,736 B over max 50 KiB; use fewer filters',
    'latency: not measured against max 100 ms: no cycle model',
  ]);
});

test('boards that are over one budget have one remedy, said once', () => {
  const [model] = sampleReport().models;
  const over = (scope: string) =>
    ({ ...model.budgets[0], measure: 'arena', scope, text: '50 KiB', reason: 'stride earlier' }) as const;
  const texts = complaintsOf({ ...model, budgets: [over('a'), over('b')] }).map(({ text }) => text);
  expect(texts).toEqual([
    '53,936 B is 2,736 B over max 50 KiB; stride earlier',
    '53,936 B is 2,736 B over max 50 KiB; as above',
  ]);
});

test('why a model does not run on several boards is said once', () => {
  const [model] = sampleReport().models;
  const refused = (scope: string) =>
    ({ measure: 'arena', scope, kind: 'max', level: 'fail', verdict: 'fail', ofBoard: true, text: '' }) as const;
  const budgets = ['a', 'b'].map((scope) => ({ ...refused(scope), reason: 'no such kernel' }));
  expect(complaintsOf({ ...model, budgets }).map(({ label, text }) => `${label}: ${text}`)).toEqual([
    'board (a): the model does not run there: no such kernel',
    'board (b): the model does not run there: as above',
  ]);
});

test('why a board has no latency is said once, by its budget or alone', () => {
  const [model] = sampleReport().models;
  const [board] = model.boards;
  const boards = [
    { ...board, id: 'a', name: 'Board A', latencyReason: 'not counted' },
    { ...board, id: 'b', name: 'Board B', latencyReason: 'not counted' },
  ];
  const budget = { measure: 'latency', scope: 'a', kind: 'max', level: 'fail', verdict: 'not measured' } as const;
  const budgets = [{ ...budget, text: '20 ms', reason: 'not counted' }];
  expect(latencyNotes({ ...model, boards, budgets: [] })).toEqual(['no latency on Board A, Board B: not counted']);
  expect(latencyNotes({ ...model, boards, budgets })).toEqual(['no latency on Board B: not counted']);
});

test('a lower bound of the latency stands where the latency would, judged or not, with what is left out', () => {
  const [model] = sampleReport().models;
  const { latencyMs: _, latencyBandPercent: __, ...board } = model.boards[0];
  const boards = [{ ...board, id: 'a', name: 'Board A', latencyAtLeastMs: 37.1, latencyReason: 'without operator 3' }];
  const budget = { measure: 'latency', scope: 'a', kind: 'max', level: 'fail', atLeast: 37.1 } as const;
  const over = { ...budget, verdict: 'fail', text: '30 ms', limit: 30, excess: 7.1, reason: 'narrow it' } as const;
  const within = { ...budget, verdict: 'not measured', text: '50 ms', reason: 'without operator 3' } as const;
  const latencyOf = (budgets: (typeof over | typeof within)[]) =>
    rowsOf({ ...model, boards, budgets }).filter(({ label }) => label === 'latency (a)');
  expect(latencyOf([])).toEqual([{ label: 'latency (a)', value: 'at least 37.1 ms', budget: '', verdict: undefined }]);
  expect(latencyOf([over])).toEqual([
    { label: 'latency (a)', value: 'at least 37.1 ms', budget: 'max 30 ms', verdict: 'fail' },
  ]);
  expect(latencyOf([within])).toMatchObject([{ value: 'at least 37.1 ms', verdict: 'not measured' }]);
  const words = (budgets: (typeof over | typeof within)[]) =>
    complaintsOf({ ...model, boards, budgets }).map(({ text }) => text);
  expect(words([over])).toEqual([
    'at least 37.1 ms is 7.10 ms over max 30 ms; narrow it; most time in operator 0, CONV_2D: 12.04% of the MACs',
  ]);
  expect(words([within])).toEqual(["at least 37.1 ms, which max 50 ms can't be judged by: without operator 3"]);
  expect(latencyNotes({ ...model, boards, budgets: [] })).toEqual([
    'no more than a lower bound of the latency on Board A: without operator 3',
  ]);
});

test.each(Object.keys(CASES))('no table on the terminal is wider than 100 columns: %s', (name) => {
  const lines = renderText(CASES[name], { colour: false }).split('\n');
  const tables = lines.filter((line) => /^ {2}\S.* {2}/.test(line));
  expect(tables.length).toBeGreaterThan(5);
  expect(tables.filter((line) => line.length > 100)).toEqual([]);
});

test('the terminal table aligns', () => {
  const lines = renderText(sampleReport(), { colour: false }).split('\n');
  const table = lines.filter((l) => /max|min/.test(l) && !l.startsWith('  → '));
  const columns = table.map((l) => l.search(/(max|min) \d/));
  expect(new Set(columns).size).toBe(1);
  expect(renderText(sampleReport(), { colour: true })).toContain('\u001b[31mfail');
  expect(renderText(sampleReport(), { colour: false })).not.toContain('\u001b');
});

test('on a terminal a base has its columns, and what changed is named', () => {
  const text = renderText(CASES.fail, { colour: false });
  expect(text).toMatch(/measure +base +value +change +verdict +budget\n/);
  expect(text).toMatch(/size +12,480 B +17,424 B +\+4,944 B \(\+39\.6%\) +fail +max 16 KiB, max \+2%\n/);
  expect(text).toContain('changed: kd.yaml student.layers[0].conv2d.filters: 8 → 12');
  expect(text).toContain('base: b3a1c0f, its result was stored');
  expect(renderText(CASES['first-run'], { colour: false })).toContain('base: none: kd.yaml is new');
});

describe('text from files stays text', () => {
  test.each([
    ['@everyone', '@\u200beveryone'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['a|b', 'a\\|b'],
    ['[x](y)', '\\[x\\]\\(y\\)'],
    ['`code`', '\\`code\\`'],
    ['line\nbreak', 'line break'],
    ['https://evil.example', 'https:\u200b//evil.example'],
    ['\u001b[31mred', ' \\[31mred'],
    ['$x^2$', '&#36;x^2&#36;'],
    [':tada:', ':\u200btada:'],
    ['GH-12', 'GH\u200b-12'],
    ['\u202egnp.exe', 'gnp.exe'],
  ])('%j in Markdown', (text, expected) => expect(escapeMarkdown(text)).toBe(expected));

  test('a hostile model name cannot break the table or mention people', () => {
    const markdown = renderMarkdown(sampleReport('x|@all</details><script>\n# h'));
    expect(markdown).not.toContain('<script>');
    expect(markdown).not.toContain('@all');
    expect(markdown).not.toMatch(/^# h/m);
  });

  test('a hostile model name cannot drive the terminal', () => {
    expect(renderText(sampleReport('\u001b]0;pwn\u0007'), { colour: false })).not.toContain('\u001b');
  });
});
