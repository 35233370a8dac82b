// Flash of the model and the code that runs it, against firmware that was linked for real.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { median } from '../../bench/latency/least-squares.ts';
import { must } from '../../src/base/problem.ts';
import { codeOf, flashOf } from '../../src/board/flash.ts';
import { OPERATORS } from '../../src/micro/operators.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { readModel } from '../../src/tflite/read.ts';

const root = join(import.meta.dirname, '../..');
const M4 = 'cortex-m4f/cmsis_nn';

interface LinkedSet {
  readonly name: string;
  readonly operators: readonly string[];
  readonly bytesBeyondBase: number;
}

// An interpreter without operators, linked for a Cortex-M4 (src/board/flash).
const BASE = 10_792;
const sets: readonly LinkedSet[] = JSON.parse(readFileSync(join(root, 'fixtures/flash/sets.json'), 'utf8'));

function codeBytes(operators: readonly string[]): number {
  const code = codeOf(operators, M4);
  if ('reason' in code) throw new Error(code.reason);
  return code.codeBytes;
}

describe('code of TFLM and its kernels on a Cortex-M4', () => {
  test('is within the band of every set that was linked, and within 3 % of half of them', () => {
    const errors = sets.map(({ operators, bytesBeyondBase }) =>
      Math.abs((codeBytes(operators) - BASE) / bytesBeyondBase - 1),
    );
    expect(errors).toHaveLength(39);
    expect(Math.max(...errors)).toBeLessThan(0.13);
    expect(median(errors)).toBeLessThan(0.03);
  });

  test('counts a piece once, whatever pulls it in', () => {
    expect(codeBytes(['CONV_2D', 'CONV_2D'])).toBe(codeBytes(['CONV_2D']));
    expect(codeBytes([])).toBe(BASE);
  });

  test('is known of every operator that firmware can register', () => {
    const names = [...OPERATORS.builtins.keys(), ...OPERATORS.customs.keys()];
    const unknown = names.filter((name) => 'reason' in codeOf([name], M4));
    expect(unknown).toEqual([]);
  });

  test.each(['toString', '__proto__', 'FROBNICATE'])('of %s is not known', (name) => {
    expect(codeOf(['CONV_2D', name], M4)).toEqual({ reason: `the code of ${name} has not been measured on ${M4}` });
  });
});

describe('flash', () => {
  const bytes = readFileSync(join(root, 'fixtures/arena/fc_10x2.tflite'));
  const model = must(resolve(must(readModel(bytes))));

  test('is model and code, and the band is of the code alone', () => {
    // FULLY_CONNECTED alone: 20,176 B beyond the base were linked, 20,157 B are the union of its pieces.
    // With 688 B of the file that is 31,637 B; 13 % of 30,949 B of code are 12.72 % of it.
    expect(bytes).toHaveLength(688);
    expect(flashOf(model, profileOf(M4), bytes.length)).toEqual({ flashBytes: 31_637, bandPercent: 12.8 });
    // Of a model of a megabyte the code is a small part.
    expect(flashOf(model, profileOf(M4), 1_000_000)).toMatchObject({ bandPercent: 0.4 });
  });

  test('is not known where nothing was linked', () => {
    expect(flashOf(model, profileOf('cortex-m0plus/cmsis_nn'), bytes.length)).toEqual({
      reason: "the code of TFLM's kernels has not been measured on cortex-m0plus/cmsis_nn",
    });
  });
});
