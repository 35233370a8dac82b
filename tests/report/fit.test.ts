// A model that a board can't hold fails without any budget.
import { describe, expect, test } from 'vitest';
import type { Limit } from '../../src/budget/judge.ts';
import { renderComment } from '../../src/report/comment.ts';
import { areBoardsOf, contradictionsOf } from '../../src/report/contradictions.ts';
import { headlineOf } from '../../src/report/headline.ts';
import { judgeFigures } from '../../src/report/measurements.ts';
import { complaintsOf } from '../../src/report/rows.ts';
import { renderText } from '../../src/report/text.ts';
import { figures, report } from './cases.ts';
import { spaced } from './spaced.ts';

const [board] = figures({ boards: 1 }).boards;
const judged = (part: Partial<typeof board>) =>
  judgeFigures({ ...figures({ boards: 1 }), boards: [{ ...board, ...part }] }, []);

test('a board that holds it adds nothing', () => expect(judged({})).toMatchObject({ verdict: 'warn', budgets: [] }));

test.each([
  // The case's arena is 9,216 B and its file 12,480 B.
  ['RAM', { ramBytes: 9215, fits: false }, 'arena', 1],
  ['flash', { flashBytes: 12000, fits: false }, 'size', 480],
] as const)('too little %s fails, with the excess', (what, part, measure, excess) => {
  const model = judged(part);
  expect(model.verdict).toBe('fail');
  expect(model.budgets).toMatchObject([{ measure, scope: board.id, verdict: 'fail', excess }]);
  expect(complaintsOf(model).map(({ text }) => text)).toEqual([expect.stringContaining(`the ${what} of the board`)]);
});

describe('code that runs the model', () => {
  const own = figures({ boards: 1 });
  const withCode = (flashBytes: number, fits: boolean) => ({
    ...own,
    model: { ...own.model, costs: { [board.profile]: { flashBytes: 20_480 } } },
    boards: [{ ...board, flashBytes, fits, ramBytes: 9_000 }],
  });

  test('must fit beside it, and the sentence says so', () => {
    const [{ reason }] = judgeFigures(withCode(20_000, false), []).budgets;
    expect(reason).toMatch(/^the model does not fit, and its file with the code that runs it is 480 B over the flash/);
  });

  test.each([
    [20_480, 9_216, true],
    [20_479, 9_216, false],
    [20_480, 9_215, false],
  ])('%d B of flash and %d B of RAM: a report that says otherwise contradicts itself', (flashBytes, ramBytes, fits) => {
    const boardOf = (said: boolean) => ({ ...withCode(flashBytes, said).boards[0], ramBytes });
    const contradictions = (said: boolean) =>
      contradictionsOf({ ...withCode(flashBytes, said), boards: [boardOf(said)] }).filter((text) => /fits/.test(text));
    expect(contradictions(fits)).toEqual([]);
    expect(contradictions(!fits)).toHaveLength(1);
  });
});

test('the last byte of RAM and flash may be used', () => {
  expect(judged({ ramBytes: 9216, flashBytes: 12480 }).verdict).toBe('warn');
});

describe('a board on which the model does not run', () => {
  const refused = 'operator 0 (FULLY_CONNECTED): CMSIS-NN refuses it';
  const limit = (measure: 'arena' | 'latency'): Limit => ({
    ...{ measure, kind: 'max', value: 1, ofBaseline: false, level: 'fail', text: '1' },
  });
  const [first, second] = figures({ boards: 2 }).boards;
  const boards = [{ ...first, fits: false, refused }, second];
  const model = judgeFigures({ ...figures({ boards: 2 }), boards }, [limit('arena'), limit('latency')]);

  test('is one failure with the reason once, whatever the budgets', () => {
    expect(model.verdict).toBe('fail');
    expect(model.budgets.filter(({ scope }) => scope === first.id)).toMatchObject([{ verdict: 'fail', ofBoard: true }]);
    for (const text of [renderText(report([model]), { colour: false }), renderComment(report([model]))]) {
      expect(text.split('CMSIS-NN refuses it')).toHaveLength(2);
      expect(text).toContain('the model does not run there');
    }
    expect(headlineOf(report([{ ...model, budgets: model.budgets.filter(({ ofBoard }) => ofBoard) }]))).toBe(
      '❌ digits: board (arduino-nano-33-ble): the model does not run there',
    );
  });

  test('does not silence the others', () => {
    const others = model.budgets.filter(({ scope }) => scope === second.id);
    expect(others.map(({ measure, verdict }) => [measure, verdict])).toEqual([
      ['arena', 'fail'],
      ['latency', 'not measured'],
    ]);
  });

  test('is the only verdict where there is no other board', () => {
    const alone = judgeFigures({ ...figures({ boards: 1 }), boards: [boards[0]] }, [limit('arena'), limit('latency')]);
    expect(alone.budgets).toMatchObject([{ scope: first.id, ofBoard: true, reason: refused }]);
  });
});

test('advice about a file names nothing that only training here has', () => {
  const over: Limit = { measure: 'accuracy', kind: 'min', value: 1, ofBaseline: false, level: 'fail', text: '100%' };
  const { training: _, teacher: __, floatAccuracy: ___, ...rest } = figures({ boards: 1, wrong: [1] });
  const boards = [{ ...board, ramBytes: 1, fits: false }];
  const file = { ...rest, boards, settings: { 'student.tflite': 'model.tflite' } };
  const told = complaintsOf(judgeFigures(file, [over])).map(({ text }) => text);
  expect(told).toHaveLength(2);
  for (const text of told) expect(text).not.toMatch(/epoch|teacher|student|filters|units/);
  expect(complaintsOf(judgeFigures(figures({ wrong: [1] }), [over]))[0].text).toMatch(/epochs.*improve the teacher/);
});

test('RAM and flash both too small are one failure', () => {
  const { budgets } = judged({ ramBytes: 9215, flashBytes: 12000, fits: false });
  expect(budgets).toHaveLength(1);
  expect(budgets[0].reason).toMatch(/the model does not fit, and its file is 480 B over the flash/);
});

test('a board that can not be measured is not measured, once, and the others are judged', () => {
  const unmeasuredBoards = [{ id: 'phone', name: 'A phone', reason: 'not a TFLM target' }];
  const limits: Limit[] = [
    { measure: 'arena', kind: 'max', value: 12_288, ofBaseline: false, level: 'fail', text: '12 KiB' },
  ];
  const model = judgeFigures({ ...figures({ boards: 1 }), unmeasuredBoards }, limits);
  expect(model.verdict).toBe('not measured');
  expect(model.budgets.map(({ scope, verdict }) => [scope, verdict])).toEqual([
    [board.id, 'pass'],
    ['phone', 'not measured'],
  ]);
  for (const text of [renderText(report([model]), { colour: false }), renderComment(report([model]))]) {
    expect(text.split('not a TFLM target')).toHaveLength(2);
  }
});

describe('a computer, which has no arena', () => {
  const limit = (measure: Limit['measure'], value: number): Limit => ({
    ...{ measure, kind: 'max', value, ofBaseline: false, level: 'fail', text: String(value) },
  });
  const untimed = { id: 'raspberry-pi-4', name: 'Raspberry Pi 4 B', latencyReason: 'run benchmark_model there' };
  const timed = { id: 'desk-pi', name: 'Desk Pi', latencyMs: 1.8, latencySource: 'measured on your board: this model' };
  const on = (computers: readonly (typeof untimed | typeof timed)[], ...limits: Limit[]) =>
    judgeFigures({ ...figures({ boards: 0 }), computers: [...computers] }, limits);

  test('is judged on size and accuracy alone, and hinders no verdict', () => {
    const model = on([untimed], limit('size', 20_000), limit('arena', 1), { ...limit('accuracy', 0.9), kind: 'min' });
    expect(model.verdict).toBe('pass');
    expect(model.budgets.map(({ measure, verdict }) => [measure, verdict])).toEqual([
      ['size', 'pass'],
      ['accuracy', 'pass'],
    ]);
    expect(on([untimed], limit('size', 1)).verdict).toBe('fail');
  });

  test('without a time leaves a budget on latency not measured, with what to do', () => {
    const model = on([untimed], limit('size', 20_000), limit('latency', 100));
    expect(model.verdict).toBe('not measured');
    expect(complaintsOf(model).map(({ label, text }) => `${label}: ${text}`)).toEqual([
      'latency (raspberry-pi-4): not measured against max 100: run benchmark_model there',
    ]);
  });

  test('is judged by the time that was measured, which the report says', () => {
    expect(on([timed], limit('latency', 2)).verdict).toBe('pass');
    expect(on([timed], limit('latency', 1)).verdict).toBe('fail');
    const model = on([timed, untimed], limit('size', 20_000));
    for (const text of [renderText(report([model]), { colour: false }), spaced(renderComment(report([model])))]) {
      expect(text).toContain('latency on Desk Pi: measured on your board: this model');
      expect(text).toContain('no latency on Raspberry Pi 4 B: run benchmark');
      expect(text).toMatch(/Desk Pi[ |]+TensorFlow Lite[ |]+yes[ |]+1\.80\sms[ |]+no arena/);
    }
  });

  test('that a report names is one of kd.yaml, or none', () => {
    const asked = [{ id: 'desk-pi', name: 'Desk Pi', runtime: 'tflite' }];
    const board = { id: 'desk-pi', name: 'Desk Pi', profile: 'p', ramBytes: 1, flashBytes: 1 };
    const told = { boards: [], computers: [timed] };
    expect(areBoardsOf(told, asked)).toBe(true);
    expect(areBoardsOf({ boards: [] }, asked)).toBe(false);
    // A board whose arena nobody is to see.
    expect(areBoardsOf(told, [board])).toBe(false);
    expect(areBoardsOf(told, [...asked, ...asked])).toBe(false);
  });
});
