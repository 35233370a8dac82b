// A compact file runs as the one that it is made from: real models of every operator, random ones, and odd ones.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARCHIVES, shippedFiles } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import { encode } from '../../src/compress/compact/encode.ts';
import { layOut } from '../../src/compress/compact/lay-out.ts';
import { compactFile } from '../../src/compress/compact.ts';
import type { Model, Tensor } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { anyModel } from '../tflite/any-model.ts';
import { differenceOf } from './compact/same.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const read = (...path: string[]) => new Uint8Array(readFileSync(join(fixtures, ...path)));

describe('outputs, warnings and arenas are those of before, and a second pass changes nothing', () => {
  const named = ['digits/teacher.tflite', 'users/two.tflite'];
  const arena = readdirSync(join(fixtures, 'arena')).map((name) => `arena/${name}`);
  test.each([...named, ...arena.filter((name) => name.endsWith('.tflite'))])('fixtures/%s', (path) => {
    expect(differenceOf(read(path))).toBeUndefined();
  });

  test.each(Object.keys(ARCHIVES) as (keyof typeof ARCHIVES)[])('all models of fixtures/oracle: %s', (source) => {
    const files = [...shippedFiles(source)];
    const complaints = files.flatMap(([name, file]) => {
      const difference = differenceOf(file);
      return difference === undefined ? [] : [`${name}: ${difference}`];
    });
    expect(files.length).toBeGreaterThan(20);
    expect(complaints).toEqual([]);
  });
});

test('files with changed bytes: an answer that reads back, or a problem, never an exception', () => {
  const names = ['graph41', 'graph16', 'dw_k3x3_h8w8_c4_m2_s1_same'];
  const files = names.map((name) => read('arena', `${name}.tflite`));
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255) });
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 4 }), (file, changes) => {
      const changed = Uint8Array.from(file);
      for (const { at, byte } of changes) changed[at % changed.length] = byte;
      const outcome = compactFile(changed);
      expect(outcome.ok).toBe(readModel(changed).ok);
      if (!outcome.ok) return;
      expect(outcome.value.bytes.length).toBeLessThanOrEqual(changed.length);
      expect(readModel(outcome.value.bytes).ok).toBe(true);
    }),
    { seed: 4, numRuns: 600 },
  );
});

describe('random models', () => {
  /** Names and descriptions are all that the compact form has no place for. */
  const nameless = (model: Model): Model => ({
    ...model,
    description: '',
    subgraphs: model.subgraphs.map((graph) => ({
      ...graph,
      name: '',
      tensors: graph.tensors.map((tensor): Tensor => ({ ...tensor, name: '' })),
    })),
  });

  test('read back as they were, without names', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        expect(must(readModel(layOut(encode(model))))).toEqual(nameless(model));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('never grow, and a second pass gives the same bytes', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const file = writeModel(model);
        const once = must(compactFile(file)).bytes;
        expect(once.length).toBeLessThanOrEqual(file.length);
        expect(Buffer.compare(must(compactFile(once)).bytes, once)).toBe(0);
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});
