import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shippedFiles } from '../../fixtures/oracle/evidence.ts';
import type { Outcome } from '../../src/base/problem.ts';
import type { Model } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const fixture = (name: string) => new Uint8Array(readFileSync(here(`../../fixtures/arena/${name}.tflite`)));

function taken(outcome: Outcome<Model>): Model {
  if (!outcome.ok) throw new Error(outcome.problems.map((p) => p.message).join('; '));
  return outcome.value;
}

describe('what a model says', () => {
  const model = taken(readModel(fixture('dw_k3x3_h8w8_c4_m2_s1_same')));
  const [graph] = model.subgraphs;

  test('the operator with its options, absent ones at their defaults', () => {
    expect(model.version).toBe(3);
    expect(graph.operators).toEqual([
      {
        code: 'DEPTHWISE_CONV_2D',
        version: 3,
        inputs: [0, 1, 2],
        outputs: [3],
        hasOptions: true,
        options: {
          padding: 0,
          strideW: 1,
          strideH: 1,
          depthMultiplier: 2,
          fusedActivationFunction: 1,
          dilationWFactor: 1,
          dilationHFactor: 1,
        },
      },
    ]);
  });

  test('tensors with type, shape and quantization', () => {
    expect(graph.tensors.map((t) => [t.type, t.shape])).toEqual([
      ['INT8', [1, 8, 8, 4]],
      ['INT8', [1, 3, 3, 8]],
      ['INT32', [8]],
      ['INT8', [1, 8, 8, 8]],
    ]);
    expect(graph.tensors[1].quantization?.scales).toHaveLength(8);
    expect(graph.tensors[1].quantization?.quantizedDimension).toBe(3);
    expect(graph.inputs).toEqual([0]);
    expect(graph.outputs).toEqual([3]);
  });

  test('buffers are views into the file, also of a file inside a larger buffer', () => {
    const file = fixture('fc_10x2');
    const larger = new Uint8Array(file.length + 13);
    larger.set(file, 13);
    const inside = taken(readModel(larger.subarray(13)));
    expect(inside).toEqual(taken(readModel(file)));
    const weights = inside.buffers[inside.subgraphs[0].tensors[1].buffer];
    expect(weights.buffer).toBe(larger.buffer);
    expect(weights).toHaveLength(20);
  });
});

describe('files from strangers', () => {
  const codeOf = (bytes: Uint8Array) => {
    const outcome = readModel(bytes);
    return outcome.ok ? 'ok' : outcome.problems[0].code;
  };

  test('something that is no model', () => {
    expect(codeOf(new Uint8Array(0))).toBe('tflite/not-tflite');
    expect(codeOf(new TextEncoder().encode('version: 1\nseed: 1\n'))).toBe('tflite/not-tflite');
  });

  test('a model cut short anywhere', () => {
    const file = fixture('fc_10x2');
    for (let length = 8; length < file.length - 16; length++) {
      expect(codeOf(file.subarray(0, length))).toMatch(/^tflite\//);
    }
  });

  test('changed bytes give a model or a problem, never an exception', () => {
    const file = fixture('graph41');
    const change = fc.record({ at: fc.nat(file.length - 1), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const changed = file.slice();
        for (const { at, byte } of changes) changed[at] = byte;
        expect(codeOf(changed)).toMatch(/^(ok|tflite\/)/);
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  test('vectors that lead to one another again and again are refused before they unfold', () => {
    // A subgraph vector of 20,000 entries, all of them one subgraph with 20,000 tensors, all of them one tensor.
    const count = 20_000;
    const file = new Uint8Array(2 * 4 * count + 256);
    const view = new DataView(file.buffer);
    file.set(new TextEncoder().encode('TFL3'), 4);
    const table = (at: number, vtable: number, fields: readonly number[]) => {
      view.setInt32(at, at - vtable, true);
      view.setUint16(vtable, 4 + 2 * fields.length, true);
      view.setUint16(vtable + 2, 12, true);
      fields.forEach((offset, i) => {
        view.setUint16(vtable + 4 + 2 * i, offset, true);
      });
    };
    const vector = (field: number, at: number, element: number) => {
      view.setUint32(field, at - field, true);
      view.setUint32(at, count, true);
      for (let i = 0; i < count; i++) view.setUint32(at + 4 + 4 * i, element - (at + 4 + 4 * i), true);
    };
    // Offsets only lead forward.
    const root = 64;
    const subgraphs = 112;
    const subgraph = subgraphs + 4 + 4 * count;
    const tensors = subgraph + 16;
    const tensor = tensors + 4 + 4 * count;
    view.setUint32(0, root, true);
    // The subgraphs pass as buffers too.
    table(root, 32, [0, 0, 4, 0, 8]);
    view.setUint32(root + 8, subgraphs - (root + 8), true);
    table(subgraph, 80, [4]);
    table(tensor, 96, []);
    vector(root + 4, subgraphs, subgraph);
    vector(subgraph + 4, tensors, tensor);
    const start = performance.now();
    const outcome = readModel(file);
    expect(outcome.ok ? '' : outcome.problems[0].message).toMatch(/more elements than the file has room for/);
    // Unfolded it would take years; a busy machine may take seconds.
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

test.each(['sweep', 'armsweep', 'graphs'] as const)('every model of %s reads', (source) => {
  const files = shippedFiles(source);
  expect(files.size).toBeGreaterThan(20);
  expect([...files].filter(([, bytes]) => !readModel(bytes).ok).map(([name]) => name)).toEqual([]);
});
