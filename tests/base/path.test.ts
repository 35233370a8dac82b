import { expect, test } from 'vitest';
import { normalPath, pathBeside } from '../../src/base/path.ts';

test.each([
  ['a/./b/../c', 'a/c'],
  ['a\\b\\c', 'a/b/c'],
  ['../../a', 'a'],
  ['/a//b/', 'a/b'],
  ['', ''],
])('%s is %s', (path, normal) => expect(normalPath(path)).toBe(normal));

test.each([
  ['models/kd.yaml', 'data/x.npz', 'models/data/x.npz'],
  ['models/kd.yaml', '../x.npz', 'x.npz'],
  ['kd.yaml', 'x.npz', 'x.npz'],
])('beside %s, %s is %s', (file, path, found) => expect(pathBeside(file, path)).toBe(found));
