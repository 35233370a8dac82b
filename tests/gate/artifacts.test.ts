import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { artifactsOf, isTooLarge } from '../../src/gate/artifacts.ts';
import { measureModel } from '../../src/gate/measure.ts';
import { PROFILES } from '../../src/micro/profile.ts';
import { MAKERS } from '../micro/oracle.ts';

const file = new Uint8Array(readFileSync(new URL('../../fixtures/arena/fc_10x2.tflite', import.meta.url)));
const measurement = must(measureModel(file, PROFILES.slice(0, 1), MAKERS.reference));
const namesOf = (bytes: Uint8Array) =>
  artifactsOf({ ...measurement, bytes }, { name: 'm', labels: [] }, undefined, undefined).map(({ name }) => name);

test('a model that no chip holds has no array: as text it would be longer than a string can be', () => {
  const large = new Uint8Array(64 * 1024 * 1024 + 1);
  expect([isTooLarge(large), isTooLarge(large.subarray(1))]).toEqual([true, false]);
  expect(namesOf(large)).toEqual(['model.tflite']);
  expect(namesOf(file)).toContain('model_data.cc');
});
