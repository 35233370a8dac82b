// A model that a board can't hold fails without any budget.
import { expect, test } from 'vitest';
import { judgeFigures } from '../../src/report/measurements.ts';
import { complaintsOf } from '../../src/report/rows.ts';
import { figures } from './cases.ts';

const [board] = figures({ boards: 1 }).boards;
const judged = (part: Partial<typeof board>) =>
  judgeFigures({ ...figures({ boards: 1 }), boards: [{ ...board, ...part }] }, []);

test('a board that holds it adds nothing', () => expect(judged({})).toMatchObject({ verdict: 'warn', budgets: [] }));

test.each([
  // The case's arena is 9,216 B and its file 12,480 B.
  ['RAM', { ramBytes: 9215, fits: false }, 'arena', 1],
  ['flash', { flashBytes: 12000, fits: false }, 'size', 480],
] as const)('too little %s fails, with the excess', (what, part, measure, excess) => {
  const report = judged(part);
  expect(report.verdict).toBe('fail');
  expect(report.budgets).toMatchObject([{ measure, scope: board.id, verdict: 'fail', excess }]);
  expect(complaintsOf(report).join()).toContain(`the ${what} of the board`);
});

test('the last byte of RAM and flash may be used', () => {
  expect(judged({ ramBytes: 9216, flashBytes: 12480 }).verdict).toBe('warn');
});

test('what the kernel library refuses is not measured', () => {
  const refused = 'operator 0 (FULLY_CONNECTED): CMSIS-NN refuses it';
  expect(judged({ fits: false, refused })).toMatchObject({ verdict: 'not measured', budgets: [{ reason: refused }] });
});
