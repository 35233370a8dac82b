import { describe, expect, test } from 'vitest';
import { COMMENT_LIMIT, renderComment } from '../../src/report/comment.ts';
import { headlineOf, statusOfReport } from '../../src/report/headline.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { judgeFigures } from '../../src/report/measurements.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import type { Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { CASES, compared, figures, LIMITS, report, wrongAnswers } from './cases.ts';
import { spaced } from './spaced.ts';

describe('the headline says the verdict in words', () => {
  test.each<[string, string, 0 | 1 | 3]>([
    ['pass', '✅ digits: all 5 budgets are met', 0],
    ['fail', '❌ digits: size is 1,040 B over its budget (max 16 KiB), and 4 more', 1],
    ['first-run', '✅ digits: all 3 budgets are met; first measurement, nothing to compare with yet', 0],
    ['ratchet', '⚠️ digits: over 1 budget as the base is, but no worse', 0],
    ['waived', '☑️ digits: accepted by octocat (label kd-accept), 2 budgets not met', 0],
    ['not-measured', '❔ Not measured: digits: latency (arduino-nano-33-ble)', 3],
    ['three-models-four-boards', '✅ digits, keywords, gestures: all 22 budgets are met', 0],
  ])('%s', (name, headline, status) => {
    expect(headlineOf(CASES[name])).toBe(headline);
    expect(statusOfReport(CASES[name])).toBe(status);
  });

  test('a missing job is not measured', () => {
    const absent: Report = { ...CASES.pass, verdict: 'not measured', missing: ['gestures'] };
    expect(headlineOf(absent)).toBe('❔ Not measured: gestures');
    expect(statusOfReport(absent)).toBe(3);
  });
});

test('a report without a model is not measured, wherever it is shown', () => {
  const empty = report([]);
  expect([empty.verdict, statusOfReport(empty)]).toEqual(['not measured', 3]);
  expect(headlineOf(empty)).toBe('❔ Not measured: no model');
  expect(renderComment(empty)).toContain('### ❔ Not measured: no model');
  expect(renderMarkdown(empty)).toContain('### ❔ Not measured: no model');
  expect(renderText(empty, { colour: false })).toContain('kd-gate: not measured');
  expect(outputsOf(empty)).toEqual({ verdict: 'not measured', 'rule-changes': '', figures: '{}' });
});

test('what is only claimed says so before its verdict', () => {
  expect(renderComment(CASES.pass, { notice: 'by @them' })).toContain(
    '### Claimed, not verified: ✅ digits: all 5 budgets are met\n\n> by @\u200bthem',
  );
});

describe('the comment', () => {
  test('has one table of measures with base, change and budget', () => {
    const lines = spaced(renderComment(CASES.pass)).split('\n');
    const table = lines.slice(lines.findIndex((line) => line.includes('measure')));
    expect(
      table.slice(0, 5).map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
    ).toEqual([
      ['measure', 'base → this', 'change', 'budget'],
      [':-', '-:', '-:', ':-'],
      ['✅ size', '12,480 B → 12,304 B', '−176 B (−1.4%)', 'max 16 KiB \\(24% free\\), max +2%'],
      ['✅ accuracy, int8', '97.00% → 97.30%', '+0.30 pp', 'min 95%, max drop 1.0 pp'],
      ['size, gzip', '9,984 B → 9,843 B', '−141 B (−1.4%)', ''],
    ]);
  });

  /** The part above the first fold, and the folded rest. */
  const partsOf = (body: string) => [body.slice(0, body.indexOf('<details>')), body.slice(body.indexOf('<details>'))];

  test('folds what is as on the base, and shows what moved', () => {
    const [shown, rest] = partsOf(spaced(renderComment(CASES.pass)));
    expect(shown).not.toContain('arena');
    expect(rest).toMatch(/^<details><summary>3 unchanged<\/summary>\n\n\| measure \| value \| budget \|\n/);
    expect(rest).toContain('| ✅ arena \\(arduino-nano-33-ble\\) | 9,216 B | max 12 KiB \\(25% free\\) |');
  });

  test('of nothing that changed has no table but a line, and says so', () => {
    const [shown] = partsOf(spaced(renderComment(CASES.unchanged)));
    expect(shown).toBe(
      '### ✅ digits: all 5 budgets are met; nothing changed\n\n' +
        '- **digits**: size 12,480 B · arena \\(arduino-nano-33-ble\\) 9,216 B · accuracy, int8 97.00%\n\n',
    );
  });

  test('never folds a budget that is not met, though nothing changed', () => {
    const over = { sizeBytes: 18_000, wrong: wrongAnswers(30) };
    const [shown] = partsOf(spaced(renderComment(report([compared(over, over)]))));
    expect(shown).toContain('| ⚠️ size | 18,000 B | = | max 16 KiB, max +2% |');
  });

  test('of a first run has no columns of a base', () => {
    const tables = renderComment(CASES['first-run']).match(/^\| measure .*$/gm);
    expect(tables).toEqual(['| measure | value | budget |', '| measure | value | budget |']);
  });

  test('of several models marks the one that the base lacks as new', () => {
    expect(spaced(renderComment(CASES['three-models-four-boards']))).toMatch(
      /\| ✅ \*\*gestures\*\* \| +\| +\| +\|\n\| ✅ size \| 12,480 B \| new \|/,
    );
  });

  test('has ❌ before ⚠️ before ❔, in rows and in lines', () => {
    const [model] = CASES.fail.models;
    const [size, , arena, accuracy] = model.budgets;
    const unknown = { ...arena, value: undefined, excess: undefined, verdict: 'not measured', reason: 'why' } as const;
    const warned = { ...accuracy, verdict: 'warn' } as const;
    const text = renderComment(report([{ ...model, budgets: [unknown, warned, size], warnings: ['odd'] }]));
    const marks = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, mark]) => mark);
    expect(marks(/^\| (❌|⚠️|❔) /gm).slice(0, 3)).toEqual(['❌', '⚠️', '❔']);
    expect(marks(/^- (❌|⚠️|❔) /gm)).toEqual(['❌', '⚠️', '⚠️', '❔']);
  });

  test('leaves out warnings before what fails or is not measured, where there are too many lines', () => {
    const [model] = CASES.pass.models;
    const warnings = Array.from({ length: 20 }, (_, i) => `warning ${i}`);
    const text = renderComment({ ...report([{ ...model, warnings }]), missing: ['gestures'] });
    expect(text).toContain('- ❔ **gestures**: its job left no report');
    expect(text).toContain('- and 9 more, in the tables below');
  });

  test('says why a figure moved, which classes and which layers', () => {
    const text = spaced(renderComment(CASES.fail));
    expect(text).toContain('kd.yaml student.layers\\[0\\].conv2d.filters: 8 → 12');
    expect(text).toContain('- CONV_2D 1x4x4x8, 80,000 MACs\n');
    expect(text).toContain('+ CONV_2D 1x4x4x12, 120,000 MACs\n');
    expect(text).toMatch(/digit 4 +\|/);
    expect(text).toContain("McNemar's exact test against a drop: p &lt; 0.001");
  });

  test('names commit, run and how to reproduce', () => {
    const text = renderComment(CASES.fail, {
      runUrl: 'https://github.com/octo/edge/actions/runs/1',
      head: 'f'.repeat(40),
    });
    expect(text).toContain('commit fffffff');
    expect(text).toContain('[run](https://github.com/octo/edge/actions/runs/1)');
    expect(text).toContain('[files](https://github.com/octo/edge/actions/runs/1#artifacts)');
    expect(text).toContain(`kd-gate run kd.yaml --base ${CASES.fail.base?.commit}`);
  });

  test.each([
    ['base', true],
    ['head', false],
  ] as const)('reproduces by the rules of the %s', (side, isNamed) => {
    const text = renderComment({ ...CASES.fail, rules: { wanted: side, judgedBy: side, changes: [] } });
    expect(text.includes(`--base ${CASES.fail.base?.commit} --rules base\n`)).toBe(isNamed);
  });

  test('of several boards shows the worst, and those that fail one by one', () => {
    const text = renderComment(CASES['three-models-four-boards']);
    expect(text).toContain('arena \\(alif-ensemble-e7, worst of 4\\)');
    const over = report([judgeFigures(figures({ boards: 4, arenaBytes: 12_200 }), LIMITS)]);
    expect(renderComment(over)).toContain('arena \\(raspberry-pi-pico\\)');
  });

  test.each([COMMENT_LIMIT, 4000, 1500, 700])('keeps within %i characters, details first', (limit) => {
    const [model] = CASES['three-models-four-boards'].models;
    const models = Array.from({ length: 64 }, (_, i) => ({ ...model, name: `m${i}` }));
    const text = renderComment({ ...CASES.pass, models }, { limit });
    expect(text.length).toBeLessThanOrEqual(limit);
    expect(text).toContain('64 models: all 512 budgets are met');
    expect(text).toContain('Too long for one comment');
  });

  test('that fits drops nothing', () => expect(renderComment(CASES.fail)).not.toContain('Too long'));
});

describe('names are text', () => {
  const hostile = [
    '@everyone',
    '<img src=x onerror=alert(1)>',
    '</details><script>alert(1)</script>',
    '[click](https://evil.example)',
    '![x](https://evil.example/x.png)',
    '`code`',
    '| a | b |',
    '\n# heading\n',
    '::error::x',
    '\u001b[31mred\u001b[0m',
    '<!-- kd-gate:comment key=kd.yaml -->',
    '```\n@octocat',
    'octo/edge#1 GH-1',
  ];

  test.each(hostile)('%j as the name of a class, layer, model, board, file, setting and person', (text) => {
    const [model] = CASES.fail.models;
    const { base } = model;
    if (!base) throw new Error('the case has a base');
    const board = { ...model.boards[0], id: text, name: text };
    const all: Report = {
      ...CASES.fail,
      spec: { ...CASES.fail.spec, file: text },
      base: { status: 'measured', commit: text, untracked: [text] },
      waiver: { label: text, by: text, status: 'accepted' },
      missing: [text],
      models: [
        {
          ...model,
          name: text,
          classes: model.classes?.map(() => text),
          model: { ...model.model, operators: model.model.operators.map((o) => ({ ...o, op: text })) },
          boards: [board],
          settings: { [text]: text },
          inputs: { ...model.inputs, [text]: 'ab'.repeat(32) },
          budgets: model.budgets.map((j) => ({ ...j, scope: text, text, reason: text, lint: text })),
        },
        { ...model, name: `${text}2` },
      ],
    };
    const body = renderComment(all, { notice: text, head: text });
    // Code blocks show everything as it is; what is outside of them must be harmless.
    const [prose, code] = split(body);
    expect(prose).not.toMatch(/@(everyone|octocat)/);
    expect(prose).not.toMatch(/<(img|script|!--)/);
    expect(prose).not.toMatch(/(?<!\\)\]\(https?:\/\/evil/);
    expect(prose).not.toMatch(/https?:\/\/evil/);
    expect(prose).not.toMatch(/^# heading/m);
    expect(prose).not.toMatch(/(?<!\\)#1|GH-1/);
    expect(body).not.toContain('\u001b');
    expect(body).not.toMatch(/^::/m);
    expect((prose.match(/<details>/g) ?? []).length).toBe((prose.match(/<\/details>/g) ?? []).length);
    expect(code.length).toBeGreaterThan(0);
  });

  /** Lines outside and inside of fenced code. */
  function split(body: string): [string, string] {
    const outside: string[] = [];
    const inside: string[] = [];
    let fence: string | undefined;
    for (const line of body.split('\n')) {
      const mark = /^(`{3,})/.exec(line)?.[1];
      if (fence === undefined && mark) fence = mark;
      else if (fence !== undefined && line === fence) fence = undefined;
      else (fence === undefined ? outside : inside).push(line);
    }
    expect(fence).toBeUndefined();
    return [outside.join('\n'), inside.join('\n')];
  }
});
