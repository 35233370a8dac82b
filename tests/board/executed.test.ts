// Executed instructions of whole models, against what an emulator counted.
import { describe, expect, test } from 'vitest';
import { type CountRow, modelLibrary, table } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import { describeMissing } from '../../src/board/cycle-count.ts';
import { executedOf } from '../../src/board/executed.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';

const PROFILES = ['cortex-m4f/cmsis_nn', 'cortex-m4f/reference', 'cortex-m0plus/cmsis_nn', 'cortex-m55-mve/cmsis_nn'];
const modelOf = modelLibrary();

interface Whole {
  readonly model: string;
  readonly profile: string;
  readonly counted: number;
}

function wholeModels(): Whole[] {
  const rows = table('counts').filter(({ source, profile }) => source === 'models' && PROFILES.includes(profile));
  const keys = new Map<string, CountRow[]>();
  for (const row of rows) {
    const key = `${row.model}\t${row.profile}`;
    keys.set(key, [...(keys.get(key) ?? []), row]);
  }
  return [...keys.values()].map((own) => {
    const [{ model, profile }] = own;
    return { model, profile, counted: own.reduce((sum, { instructions }) => sum + instructions, 0) };
  });
}

describe('of a whole model', () => {
  const judged = wholeModels().map((whole) => {
    const { model, profile } = whole;
    const resolved = must(resolve(modelOf({ source: 'models', model })));
    return { ...whole, executed: executedOf(resolved, profileOf(profile)) };
  });

  test('are within 10 %, and within the band where operators are bounded', () => {
    const wrong = judged.flatMap(({ model, profile, counted, executed }) => {
      if ('reason' in executed) return [];
      const error = 100 * Math.abs(executed.instructions / counted - 1);
      return error > 10 + executed.bandPercent ? [`${model} on ${profile}: ${error.toFixed(1)} %`] : [];
    });
    // Half of what its layers multiply are the zeros of RELU, of which a Cortex-M0+ without FPU makes short work.
    expect(wrong).toEqual(['hello_world_float on cortex-m0plus/cmsis_nn: 19.0 %']);
    expect(judged.filter(({ executed }) => 'instructions' in executed).length).toBeGreaterThan(20);
  });

  test('are at least what is known of them, and the reason names the operator', () => {
    for (const { counted, executed } of judged) {
      if (!('reason' in executed)) continue;
      expect(executed.atLeast ?? 0).toBeLessThan(counted * 1.1);
      expect(executed.reason).toMatch(/^without operator \d+ \(/);
    }
  });
});

test('a core that nobody counted on has none', () => {
  const resolved = must(resolve(modelOf({ source: 'models', model: wholeModels()[0].model })));
  const executed = executedOf(resolved, profileOf('cortex-m0plus/reference'));
  expect(executed).not.toHaveProperty('instructions');
  expect(executed).not.toHaveProperty('atLeast');
});

test('the first reason stands for all that are missing, with how many there are besides', () => {
  const missing = ['operator 0 (RELU): new', 'b', 'c'].map((reason) => ({ reason }));
  expect([0, 1, 2, 3].map((count) => describeMissing({ missing: missing.slice(0, count) }))).toEqual([
    undefined,
    'operator 0 (RELU): new',
    'operator 0 (RELU): new (and 1 other operator)',
    'operator 0 (RELU): new (and 2 other operators)',
  ]);
});
