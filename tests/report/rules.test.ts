import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { COMMENT_LIMIT, renderComment } from '../../src/report/comment.ts';
import { headlineOf, statusOfReport } from '../../src/report/headline.ts';
import { judgeFigures } from '../../src/report/measurements.ts';
import { mergeReports } from '../../src/report/merge.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import { REPORT_SCHEMA, type Report, type ReportedRules, type RuleChange } from '../../src/report/report.ts';
import { withRules } from '../../src/report/rules.ts';
import { renderText } from '../../src/report/text.ts';
import { CASES, figures, LIMITS, report } from './cases.ts';
import { spaced } from './spaced.ts';

const place = { file: 'kd.yaml', line: 21, column: 20 };
const LOOSER: RuleChange = {
  model: 'digits',
  what: 'budget',
  before: '8 KiB',
  after: '80 KiB',
  effect: 'looser',
  text: 'size max 8 KiB → 80 KiB',
  place,
};
const REMOVED: RuleChange = { model: 'digits', what: 'budget', effect: 'looser', text: 'arena max removed' };
const TIGHTER: RuleChange = { model: 'digits', what: 'budget', effect: 'tighter', text: 'gzip max 9 KiB added' };
const RENAMED: RuleChange = {
  model: 'digits',
  what: 'model renamed',
  before: 'numbers',
  after: 'digits',
  effect: 'none',
  text: 'model numbers renamed to digits',
};
const GONE: RuleChange = {
  model: 'other',
  what: 'model removed',
  effect: 'looser',
  text: 'model other removed',
  place,
};

function ruled(changes: readonly RuleChange[], part: Partial<ReportedRules> = {}, of: Report = CASES.pass): Report {
  return withRules(of, { wanted: 'head', judgedBy: 'head', changes: [...changes], ...part });
}

const byBase = { wanted: 'base', judgedBy: 'base' } as const;

describe('the headline', () => {
  test.each<[string, Report, string, string, 0 | 1 | 3]>([
    ['unchanged rules', ruled([]), '✅ digits: all 5 budgets are met', 'pass', 0],
    ['tighter rules', ruled([TIGHTER]), '✅ digits: all 5 budgets are met', 'pass', 0],
    ['a new name', ruled([RENAMED]), '✅ digits: all 5 budgets are met', 'pass', 0],
    [
      'looser rules',
      ruled([LOOSER, REMOVED, TIGHTER]),
      '⚠️ digits: all 5 budgets are met, but the rules are loosened: size max 8 KiB → 80 KiB and 1 more',
      'warn',
      0,
    ],
    [
      "looser rules under the base's",
      ruled([LOOSER], byBase),
      '⚠️ digits: all 5 budgets of the base are met, but the rules are loosened for after the merge: ' +
        'size max 8 KiB → 80 KiB',
      'warn',
      0,
    ],
    [
      'a model that is removed',
      ruled([GONE]),
      '⚠️ digits: all 5 budgets are met, but the rules are loosened: model other removed',
      'warn',
      0,
    ],
    [
      "a model that is removed under the base's rules",
      ruled([GONE], byBase),
      '❔ Not measured: other (removed from kd.yaml)',
      'not measured',
      3,
    ],
    [
      "a base's rules that are not known",
      ruled([], { wanted: 'base', reason: 'kd.yaml is not there on the base' }),
      "⚠️ digits: all 5 budgets are met, but the base's rules are not known, so kd.yaml judges itself",
      'warn',
      0,
    ],
    [
      'a failure',
      ruled([LOOSER], {}, CASES.fail),
      '❌ digits: size is 1,040 B over its budget (max 16 KiB), and 4 more',
      'fail',
      1,
    ],
    [
      'a ratchet',
      ruled([LOOSER], {}, CASES.ratchet),
      '⚠️ digits: over 1 budget as the base is, but no worse; the rules are loosened: size max 8 KiB → 80 KiB',
      'warn',
      0,
    ],
  ])('of %s', (_, of, headline, verdict, status) => {
    expect(headlineOf(of)).toBe(headline);
    expect(of.verdict).toBe(verdict);
    expect(statusOfReport(of)).toBe(status);
  });

  test('no budget is no pass: of all, and of one among others', () => {
    const free = judgeFigures(figures({ name: 'free' }), []);
    const alone = report([free]);
    expect([headlineOf(alone), alone.verdict, statusOfReport(alone)]).toEqual([
      '⚠️ free: measured; no budget is set',
      'warn',
      0,
    ]);
    const both = report([judgeFigures(figures({}), LIMITS), free]);
    expect(headlineOf(both)).toMatch(
      /^⚠️ digits, free: all 3 budgets are met, but no budget is set for free; first measurement/,
    );
    expect(renderComment(both)).toContain('- ⚠️ **free**: no budget is set');
    expect(renderText(both, { colour: false })).toContain('→ no budget is set');
    expect(annotationsOf(both)).toEqual([
      { level: 'warning', message: expect.stringMatching(/^free: no budget is set/), place: { file: 'kd.yaml' } },
    ]);
  });
});

describe('what changed in the rules', () => {
  const all = ruled([LOOSER, REMOVED, GONE, TIGHTER, RENAMED]);

  test('is valid in report.json', () => {
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(REPORT_SCHEMA);
    expect(validate(all), JSON.stringify(validate.errors)).toBe(true);
  });

  test("stands above the comment's table, with the model where there are several", () => {
    const lines = spaced(renderComment(all)).split('\n');
    const line = lines.findIndex((text) => text.startsWith('**Rules changed:**'));
    expect(lines[line]).toBe(
      '**Rules changed:** ⚠️ digits: size max 8 KiB → 80 KiB; ⚠️ digits: arena max removed; ' +
        '⚠️ model other removed; digits: gzip max 9 KiB added; model numbers renamed to digits.',
    );
    expect(line).toBeLessThan(lines.findIndex((text) => text.includes('| measure')));
    expect(renderComment(ruled([]))).not.toContain('Rules');
  });

  test('stands on the terminal, above the tables', () => {
    const text = renderText(all, { colour: false });
    expect(text.split('\n')[0]).toBe(
      'rules changed: digits: size max 8 KiB → 80 KiB (looser); digits: arena max removed (looser); ' +
        'model other removed (looser); digits: gzip max 9 KiB added (tighter); model numbers renamed to digits',
    );
  });

  test('is one annotation on the first line that changed, and one output', () => {
    expect(annotationsOf(all)).toEqual([
      {
        level: 'warning',
        message:
          'rules changed: digits: size max 8 KiB → 80 KiB; digits: arena max removed; model other removed; ' +
          'model numbers renamed to digits',
        place,
      },
    ]);
    expect(annotationsOf(ruled([TIGHTER]))).toEqual([]);
    expect(annotationsOf(ruled([GONE], byBase))).toMatchObject([{ level: 'error' }]);
    expect(outputsOf(all)['rule-changes']).toContain('model other removed');
    expect(outputsOf(ruled([]))['rule-changes']).toBe('');
  });

  test("says whose rules judge where they aren't the head's", () => {
    expect(renderComment(ruled([LOOSER], byBase))).toContain("Rules: judged by the base's rules");
    expect(renderText(ruled([LOOSER], byBase), { colour: false })).toContain("rules: judged by the base's rules");
    const reason = 'kd.yaml is not there on the base';
    const unknown = ruled([], { wanted: 'base', reason });
    expect(renderComment(unknown)).toContain(reason);
    expect(renderText(unknown, { colour: false })).toContain(reason);
    expect(annotationsOf(unknown)).toMatchObject([{ level: 'warning', message: expect.stringContaining(reason) }]);
  });

  test('a model that is gone from under the base is told below the table too', () => {
    expect(renderComment(ruled([GONE], byBase))).toContain('- ❔ **other**: removed from kd.yaml');
    expect(renderText(ruled([GONE], byBase), { colour: false })).toContain('other: removed, so it is not measured');
  });

  test.each([COMMENT_LIMIT, 4000])('of a thousand changes keeps within %i characters', (limit) => {
    const changes = Array.from({ length: 1000 }, (_, i) => ({ ...LOOSER, model: `m${i}` }));
    const text = renderComment(ruled(changes), { limit });
    expect(text.length).toBeLessThanOrEqual(limit);
    expect(text).toContain('; and 992 more, below.');
    expect(text.includes('m999: size')).toBe(limit === COMMENT_LIMIT);
  });

  test.each([
    '@everyone',
    '<img src=x onerror=alert(1)>',
    '[click](https://evil.example)',
    '`code` | cell',
    '\n# heading',
    '\u001b[31mred\u202e',
  ])('with %j in it is only text', (text) => {
    const hostile = { ...LOOSER, model: text, text: `board ${text} removed` };
    const of = ruled([hostile, { ...GONE, model: text, text: `model ${text} removed` }], byBase);
    const [prose] = renderComment(of).split('<details>');
    expect(prose).not.toMatch(/@everyone|<img|(?<!\\)\]\(|https:\/\/|(?<!\\)`code|^# heading/m);
    for (const control of ['\u001b', '\u202e']) expect(prose).not.toContain(control);
    const output = outputsOf(of)['rule-changes'];
    for (const shown of [renderText(of, { colour: false }), output]) expect(shown).not.toContain('\u001b');
    expect(output).not.toContain('\n');
    expect(renderText(of, { colour: false })).not.toMatch(/^# heading/m);
  });
});

describe("a test set's content", () => {
  const [model] = CASES.pass.models;
  const other: Report = { ...CASES.pass, models: [{ ...model, inputs: { ...model.inputs, test: '03'.repeat(32) } }] };

  test('that changed is told where a budget depends on it', () => {
    const text = "the test set's content changed";
    expect(ruled([], {}, other).rules?.changes).toEqual([
      { model: 'digits', what: 'test set', effect: 'unclear', text },
    ]);
    expect(headlineOf(ruled([], {}, other))).toBe(`⚠️ digits: all 5 budgets are met, but the rules changed: ${text}`);
    const sizeOnly = { ...other.models[0], budgets: model.budgets.filter(({ measure }) => measure === 'size') };
    expect(ruled([], {}, { ...other, models: [sizeOnly] }).rules?.changes).toEqual([]);
  });

  test('is told once, where kd.yaml names another', () => {
    const named: RuleChange = { model: 'digits', what: 'test set', effect: 'unclear', text: 'test set a → b' };
    expect(ruled([named], {}, other).rules?.changes).toEqual([named]);
  });
});

describe('merged reports', () => {
  const job = (changes: readonly RuleChange[], part: Partial<ReportedRules> = {}) => ruled(changes, part);
  /** Of a model each. */
  const merge = (...reports: readonly Report[]) => {
    const names = reports.map((_, i) => `model-${i}`);
    const partOf = (report: Report, i: number) => {
      const models = report.models.map((model) => ({ ...model, name: names[i] }));
      return { file: `${names[i]}/report.json`, report: { ...report, models } };
    };
    return mergeReports(names, reports.map(partOf));
  };

  test('tell each change once and are no plain pass', () => {
    const merged = must(merge(job([LOOSER, GONE]), job([GONE, LOOSER, TIGHTER])));
    expect(merged.rules?.changes).toEqual([LOOSER, GONE, TIGHTER]);
    expect(merged.verdict).toBe('warn');
    expect(must(merge(job([GONE], byBase))).verdict).toBe('not measured');
  });

  test('judged by the rules of different sides are a mistake', () => {
    expect(merge(job([]), job([], byBase))).toMatchObject({ ok: false, problems: [{ code: 'merge/mixed' }] });
    expect(merge(job([]), CASES.pass)).toMatchObject({ ok: true });
  });
});
