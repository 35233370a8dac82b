import { expect, test } from 'vitest';
import { canonical, keyOf } from '../../src/store/keys.ts';

test('keys do not depend on the order in which kd.yaml writes them', () => {
  expect(canonical({ b: [1, { d: 2, c: undefined }], a: 'x' })).toBe('{"a":"x","b":[1,{"d":2}]}');
  expect(keyOf({ a: 1, b: 2 })).toBe(keyOf({ b: 2, a: 1 }));
});
