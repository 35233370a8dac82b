// Whoever reads the terminal learns what the comment tells, and the other way round.
import { describe, expect, test } from 'vitest';
import type { Limit } from '../../src/budget/judge.ts';
import { renderComment } from '../../src/report/comment.ts';
import { escapeMarkdown } from '../../src/report/escape.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { baselineModelOf, judgeFigures } from '../../src/report/measurements.ts';
import type { ModelReport, Report } from '../../src/report/report.ts';
import { complaintsOf } from '../../src/report/rows.ts';
import { renderText } from '../../src/report/text.ts';
import { CASES, figures, LIMITS, report, TOOL } from './cases.ts';
import { spaced } from './spaced.ts';

const LATENCY: Limit = { measure: 'latency', kind: 'max', value: 2, ofBaseline: false, level: 'fail', text: '2 ms' };

/** One board with a latency within its budget whose band is not, one that refuses, one that nobody measures. */
function boardsOfAllKinds(latencyMs = 1.76): ModelReport {
  const [first, second] = figures({ boards: 2 }).boards;
  const now = {
    ...figures({ boards: 2 }),
    boards: [
      { ...first, latencyMs, latencyBandPercent: 25, latencySource: 'a board' },
      { ...second, fits: false, refused: 'operator 3 (ADD): no' },
    ],
    unmeasuredBoards: [{ id: 'phone', name: 'A phone', reason: 'not a TFLM target' }],
  };
  const before = { ...figures({ boards: 1 }), boards: [{ ...first, latencyMs: 1.5, latencyBandPercent: 20 }] };
  return judgeFigures(now, [...LIMITS, LATENCY], baselineModelOf(before, TOOL));
}

const REPORTS: Readonly<Record<string, Report>> = {
  ...CASES,
  'boards of all kinds': report([boardsOfAllKinds()]),
  'boards of all kinds, alone': report([{ ...boardsOfAllKinds(), base: undefined }]),
};

/** Cells and sentences without what Markdown writes around them. */
const plain = (text: string) =>
  spaced(text)
    .replaceAll('\u200b', '')
    .replace(/\\(.)/g, '$1')
    .replace(/\*\*/g, '')
    .replaceAll('&#36;', '$')
    .replaceAll('&lt;', '<');

/** Label and value of every row of the Markdown tables of measures. */
function markdownRows(markdown: string): string[][] {
  const tables = markdown.split('\n\n').filter((part) => part.startsWith('| measure '));
  return tables.flatMap((table) =>
    table
      .split('\n')
      .slice(2)
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => plain(cell.trim())))
      // The mark is no part of the label, nor what it was on the base of the value.
      .map(([, label, value]) => [label.replace(/^(?:❌|⚠️|❔|✅|➖) /u, ''), value.split(' → ').pop() ?? '']),
  );
}

describe.each(Object.keys(REPORTS))('%s', (name) => {
  const made = REPORTS[name];
  const terminal = renderText(made, { colour: false });
  const markdown = plain(renderMarkdown(made));

  test('every complaint is on both', () => {
    for (const model of made.models) {
      for (const { label, text } of complaintsOf(model)) {
        expect(terminal).toContain(`→ ${label}: ${text}`);
        expect(markdown).toContain(`${label}: ${plain(escapeMarkdown(text))}`);
      }
    }
    const told = terminal.split('\n').filter((line) => line.startsWith('  → ')).length;
    expect(told).toBe(made.models.flatMap((model) => complaintsOf(model)).length);
  });

  test('every row of the terminal is in the Markdown, and every row of its tables on the terminal', () => {
    const rows = markdownRows(renderMarkdown(made));
    expect(rows.length).toBeGreaterThan(0);
    const lines = terminal.split('\n');
    for (const [label, value] of rows) {
      // Several boards that are alike stand in one row of the first table; each has its own below.
      if (/worst of|\d boards/.test(label) || made.models.some((model) => model.name === label)) continue;
      expect(
        lines.some((line) => line.trim().startsWith(label) && line.includes(value)),
        `${label} ${value}`,
      ).toBe(true);
    }
    const labels = rows.map(([label]) => label);
    const table = lines.filter((line) => /^ {2}\S/.test(line) && / {2}/.test(line.trim()));
    for (const line of table) {
      const [label] = line.trim().split(/ {2,}/);
      if (label === 'measure' || label === 'board') continue;
      expect(
        [...labels, markdown].some((text) => text.includes(label)),
        label,
      ).toBe(true);
    }
  });
});

describe('the band of a latency', () => {
  const model = boardsOfAllKinds();
  test('is beside the figure, of the base as well', () => {
    for (const text of [renderText(report([model]), { colour: false }), spaced(renderComment(report([model])))]) {
      expect(text).toContain('1.76 ms ±25%');
      expect(text).toContain('1.50 ms ±20%');
    }
  });

  test('that reaches over the budget warns, in these words', () => {
    const told = complaintsOf(model).map(({ verdict, text }) => [verdict, text]);
    expect(told).toContainEqual([
      'warn',
      '1.76 ms ±25% against max 2 ms: pass, but the band reaches 2.20 ms, over the budget',
    ]);
  });

  test('that begins within the budget is told beside the failure', () => {
    const told = complaintsOf(boardsOfAllKinds(2.4)).map(({ verdict, text }) => [verdict, text]);
    expect(told).toContainEqual([
      'fail',
      '2.40 ms ±25% is 0.40 ms over max 2 ms; the band begins at 1.80 ms, within the budget; ' +
        'reduce MACs in the slowest operator, or raise the budget; ' +
        // 25,000 of 40,000 multiplications a filter.
        'most time in operator 2, FULLY_CONNECTED: 62.50% of the MACs',
    ]);
  });
});

test.each([
  ['float32', 'accuracy, float32'],
  ['int16', 'accuracy, int16'],
  ['mixed', 'accuracy, mixed'],
  [undefined, 'accuracy'],
] as const)('the accuracy of a model of %s is called so', (precision, label) => {
  const { model, floatAccuracy: _, teacher: __, training: ___, ...rest } = figures({ boards: 1 });
  const made = report([judgeFigures({ ...rest, model: { ...model, precision } }, [])]);
  for (const text of [renderText(made, { colour: false }), renderComment(made)]) {
    expect(text).toContain(label);
    expect(text).not.toContain('int8');
  }
});
