import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { precisionOf } from '../../src/micro/precision.ts';
import { readModel } from '../../src/tflite/read.ts';

// What each holds: fixtures/users/README.md.
test.each([
  ['two', 'int8'],
  ['int8_floatio', 'int8'],
  ['uint8io', 'int8'],
  ['int16x8', 'int16'],
  ['float16', 'float32'],
  ['unassigned_variable', 'float32'],
])('%s computes with %s', (name, expected) => {
  const bytes = readFileSync(new URL(`../../fixtures/users/${name}.tflite`, import.meta.url));
  expect(precisionOf(must(readModel(bytes)))).toBe(expected);
});
