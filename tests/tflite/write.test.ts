import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedFiles } from '../../fixtures/oracle/evidence.ts';
import { sha256Hex } from '../../src/base/digest.ts';
import type { Outcome } from '../../src/base/problem.ts';
import { rootTable, scalarField, tablesField } from '../../src/tflite/flatbuffer.ts';
import type { Model } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { anyModel } from './any-model.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const fixtures = here('../../fixtures/arena');
const models = readdirSync(fixtures).filter((f) => f.endsWith('.tflite'));

function taken(outcome: Outcome<Model>): Model {
  if (!outcome.ok) throw new Error(outcome.problems.map((p) => p.message).join('; '));
  return outcome.value;
}

describe('writing', () => {
  test('any model reads back as it was', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        expect(taken(readModel(writeModel(model)))).toEqual(model);
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  test.each(models)('%s reads back as it was, and the same bytes come out again', (file) => {
    const model = taken(readModel(readFileSync(join(fixtures, file))));
    const bytes = writeModel(model);
    expect(taken(readModel(bytes))).toEqual(model);
    expect(sha256Hex(writeModel(taken(readModel(bytes))))).toBe(sha256Hex(bytes));
  });

  test('the data of every buffer starts at a multiple of 16 bytes', () => {
    const model = taken(readModel(readFileSync(join(fixtures, 'graph09.tflite'))));
    const { buffers } = taken(readModel(writeModel(model)));
    expect(buffers.filter((b) => b.length > 0).map((b) => b.byteOffset % 16)).toEqual(
      buffers.filter((b) => b.length > 0).map(() => 0),
    );
  });

  test('operators of one code and version share an operator code', () => {
    const model = taken(readModel(readFileSync(join(fixtures, 'relu_1x1024.tflite'))));
    const [graph] = model.subgraphs;
    const [relu] = graph.operators;
    const operators = [relu, { ...relu, version: 7 }, relu, { ...relu, version: 7 }];
    const bytes = writeModel({ ...model, subgraphs: [{ ...graph, operators }] });
    expect(tablesField(rootTable(bytes, 'TFL3'), 1, 'operator code', (t) => scalarField(t, 2, 'int32', 1, ''))).toEqual(
      [relu.version, 7],
    );
  });
});

test.each(['sweep', 'armsweep', 'graphs'] as const)('every model of %s reads back as it was', (source) => {
  const changed = [...shippedFiles(source)].filter(([, bytes]) => {
    const model = taken(readModel(bytes));
    return !isDeepStrictEqual(taken(readModel(writeModel(model))), model);
  });
  expect(changed.map(([name]) => name)).toEqual([]);
});
