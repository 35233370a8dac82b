import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ADDITION_FIELDS, readAddition, writeAddition } from '../../src/simd/addition.ts';
import { LAYER_FIELDS } from '../../src/simd/layer.ts';
import { LEVEL_FIELDS } from '../../src/simd/levels.ts';
import { WINDOW_BYTES, WINDOW_FIELDS, writeWindow } from '../../src/simd/window.ts';

/** The fields of a class of AssemblyScript in their order, those of the class that it extends first. */
function fieldsOf(name: string, type = 'i32'): string[] {
  const text = readFileSync(join(import.meta.dirname, `../../src/simd/assembly/${name.toLowerCase()}.ts`), 'utf8');
  const [, parent, body] =
    new RegExp(`^export class ${name}(?: extends (\\w+))? \\{\n([^]*?)^\\}`, 'm').exec(text) ?? [];
  expect(body, `class ${name}`).toBeDefined();
  const declared = [...body.matchAll(/^ {2}(\w+): (\w+)(?: = .*)?;$/gm)];
  // The class has no header, and each field four bytes, so that its place is its number.
  expect(text).toMatch(new RegExp(`@unmanaged\\s+export class ${name}\\b`));
  expect(new Set(declared.map(([, , its]) => its))).toEqual(new Set([type]));
  return [...(parent ? fieldsOf(parent) : []), ...declared.map(([, field]) => field)];
}

test.each([
  ['Window', WINDOW_FIELDS],
  ['Layer', LAYER_FIELDS],
  ['Addition', ADDITION_FIELDS],
])('the fields of %s lie as the class of AssemblyScript has them', (name, fields) => {
  expect(fieldsOf(name)).toEqual(fields);
});

test('the fields of Levels lie as the class of AssemblyScript has them', () => {
  expect(fieldsOf('Levels', 'f32')).toEqual(LEVEL_FIELDS);
});

test('a block is one int32 for each field, in the order of the list, whatever order the values come in', () => {
  const memory = new SharedArrayBuffer(128);
  const place = { outC: 14, outW: 13, outH: 12, padLeft: 11, padTop: 10, dilationW: 9, dilationH: 8 };
  writeWindow(memory, 8, { ...place, strideW: 7, strideH: 6, kw: 5, kh: 4, inC: 3, w: 2, h: 1 });
  expect(WINDOW_BYTES).toBe(56);
  expect([...new Int32Array(memory, 8, 15)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0]);
});

test('what is written is read again, negative numbers too', () => {
  const memory = new SharedArrayBuffer(64);
  const zeroPoints = { aZeroPoint: -128, bZeroPoint: 127, outputZeroPoint: 0 };
  const factors = { aMultiplier: 2147483647, bMultiplier: -1073741824, outputMultiplier: 1518500250 };
  const shifts = { aShift: 0, bShift: -7, outputShift: -18, leftShift: 20 };
  const addition = { ...zeroPoints, ...factors, ...shifts, min: -128, max: 127 };
  writeAddition(memory, 16, addition);
  expect(readAddition(memory, 16)).toEqual(addition);
});
