import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { schemaFiles } from '../../src/config/generate.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';

const { models } = JSON.parse(schemaFiles()['kd.schema.json']).properties;
const { items } = models.additionalProperties.properties.boards;
const { boards, computers, notMeasured } = must(readShippedBoards());

test('editors are offered every board that ships, with its name, chip and kernels', () => {
  const offered = items.anyOf.flatMap(({ const: id }: { readonly const?: string }) => id ?? []);
  expect(offered).toEqual([...boards, ...computers, ...notMeasured].map(({ id }) => id));
  for (const { id, name, mcu, profile } of boards) {
    expect(items.anyOf).toContainEqual({ const: id, description: `${name}, ${mcu}, ${profile}` });
  }
  expect(items.anyOf).toContainEqual({
    const: 'raspberry-pi-5',
    description: 'Raspberry Pi 5, BCM2712, TensorFlow Lite',
  });
});

test.each(['arduino-nano-33-ble', 'boards/our-sensor.yaml'])('an editor takes %s', (id) => {
  expect(new Ajv({ strict: false }).validate(items, id)).toBe(true);
});

test.each([7, ''])('an editor takes no %j', (id) => {
  expect(new Ajv({ strict: false }).validate(items, id)).toBe(false);
});
