// What a report says of weights that are unpacked on the device.
import { expect, test } from 'vitest';
import { decodeParts, decodeShort, describeDecode } from '../../src/report/decode.ts';

const costs = (fileBytes: number, arenaBytes: number, instructions: number, latencyMs?: number) => ({
  fileBytes,
  profiles: [{ profile: 'cortex-m4f/cmsis_nn', arenaBytes, instructions }],
  boards: [{ board: 'nano', ...(latencyMs !== undefined && { latencyMs }) }],
});
const weights = [
  { name: 'a|<b>', plainBytes: 65536, label: 'LUT of 4 bits, 1 table', bytes: 32800, savedBytes: 32600 },
  { name: 'c', plainBytes: 40, reason: 'takes no fewer bytes compressed' },
];
const price = {
  codeBytes: 18576,
  flashSavedBytes: 14024,
  before: costs(70000, 3000, 100000, 5),
  after: costs(37400, 68000, 330000),
};

test('the price in one line: flash with the code counted, arena and time', () => {
  expect(describeDecode({ weights, price })).toBe(
    'flash −14,024 B (file −32,600 B, code +18,576 B), arena 3,000 B → 68,000 B, time 5.00 ms → not measured',
  );
  expect(decodeShort({ weights, price })).toBe('flash −14,024 B');
});

test('a model that stays as it was says why', () => {
  const reason = 'saves 9,504 B of weights, less than the 18,576 B of code that DECODE adds';
  expect(describeDecode({ weights, price, reason })).toBe(`unchanged: ${reason}`);
  expect(decodeShort({ weights, reason })).toBe('unchanged');
});

test('in the comment each tensor has a row, names escaped', () => {
  const text = decodeParts({ weights, price }).join('\n');
  expect(text).toContain('100,000 → 330,000 instructions.');
  expect(text).toContain('LUT of 4 bits, 1 table');
  expect(text).toContain('takes no fewer bytes compressed');
  expect(text).not.toContain('<b>');
  expect(decodeParts(undefined)).toEqual([]);
});
