import { expect, test } from 'vitest';
import { applyChanges, type Change, proposedChange } from '../../src/suggest/change.ts';

const section = {
  student: { layers: [{ a: { n: 1 } }, { b: { n: 2 } }, { c: { n: 3 } }] },
  quantize: { mode: 'int8' },
};

test('a value is replaced where it is, and nothing else changes', () => {
  const path = ['student', 'layers', 1, 'b', 'n'];
  expect(applyChanges(section, [{ path, from: 2, to: 5 }])).toEqual({
    ...section,
    student: { layers: [{ a: { n: 1 } }, { b: { n: 5 } }, { c: { n: 3 } }] },
  });
  expect(section.student.layers[1]).toEqual({ b: { n: 2 } });
});

test('a new key comes last, with the groups around it', () => {
  const changed = applyChanges<object>(section, [{ path: ['export', 'compact'], to: true }]);
  expect(Object.entries(changed).at(-1)).toEqual(['export', { compact: true }]);
});

test('a key goes', () => {
  expect(applyChanges<object>(section, [{ path: ['quantize', 'mode'], from: 'int8' }])).toEqual({
    ...section,
    quantize: {},
  });
});

test('indices are those before any change, in whatever order layers go and change', () => {
  const changes: readonly Change[] = [
    { path: ['student', 'layers', 0], from: { a: { n: 1 } } },
    { path: ['student', 'layers', 2, 'c', 'n'], from: 3, to: 4 },
    { path: ['student', 'layers', 1], from: { b: { n: 2 } } },
  ];
  const left = { ...section, student: { layers: [{ c: { n: 4 } }] } };
  expect(applyChanges(section, changes)).toEqual(left);
  expect(applyChanges(section, [...changes].reverse())).toEqual(left);
});

test('a proposal names its paths from the root of kd.yaml', () => {
  expect(proposedChange('digits', { path: ['export', 'compact'], to: true })).toEqual({
    path: ['models', 'digits', 'export', 'compact'],
    to: true,
  });
});
