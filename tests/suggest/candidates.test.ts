// Which candidates there are, from kd.yaml alone.
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { editText } from '../../src/config/edit-text.ts';
import { parseSpec } from '../../src/config/parse.ts';
import type { Subject } from '../../src/suggest/candidate.ts';
import { candidatesOf } from '../../src/suggest/candidates.ts';
import { proposedChange } from '../../src/suggest/change.ts';
import { clusters } from '../../src/suggest/knobs/cluster.ts';
import { decode } from '../../src/suggest/knobs/decode.ts';
import { depth } from '../../src/suggest/knobs/depth.ts';
import { inputSize } from '../../src/suggest/knobs/input-size.ts';
import { kernel } from '../../src/suggest/knobs/kernel.ts';
import { sparsity } from '../../src/suggest/knobs/prune.ts';
import { separable } from '../../src/suggest/knobs/separable.ts';
import { stride } from '../../src/suggest/knobs/stride.ts';
import { width } from '../../src/suggest/knobs/width.ts';

function subjectOf(section: string, inputShape: readonly number[] = [16, 16, 1]): Subject {
  const model = must(parseSpec(`version: 1\nmodels: { m: ${section} }`, 'kd.yaml')).models.m;
  return { model, data: { inputShape, classes: 10 }, boards: [], epochs: 20 };
}

const LAYERS = `student: { layers: [
  { name: first, conv2d: { filters: 8, kernel: 5, batchNorm: true } },
  { conv2d: { filters: 16, kernel: 3, stride: 2 } },
  { globalAveragePool: {} }, { dense: { units: 10 } }] }`;
const CNN = subjectOf(`{ ${LAYERS} }`);

describe('a knob', () => {
  test('turns the width of all layers but the last in proportion', () => {
    // 1.04 ** -10 is 0.676, the first step at which 8 filters become 5.
    const narrow = width(CNN).find(({ changes }) => changes[0].to === 5);
    expect(narrow?.changes).toEqual([
      { path: ['student', 'layers', 0, 'conv2d', 'filters'], from: 8, to: 5 },
      { path: ['student', 'layers', 1, 'conv2d', 'filters'], from: 16, to: 11 },
    ]);
  });

  test("turns an architecture's own width", () => {
    const changes = width(subjectOf('{ student: { arch: { ds-cnn: {} } } }')).map((variant) => variant.changes[0]);
    expect(new Set(changes.map(({ path }) => path.join('.')))).toEqual(new Set(['student.arch.ds-cnn.width']));
    expect(changes.every(({ from }) => from === 1)).toBe(true);
  });

  test('strides once more, or earlier', () => {
    expect(stride(CNN).map(({ changes }) => changes)).toEqual([
      [{ path: ['student', 'layers', 0, 'conv2d', 'stride'], from: 1, to: 2 }],
      [
        { path: ['student', 'layers', 0, 'conv2d', 'stride'], from: 1, to: 2 },
        { path: ['student', 'layers', 1, 'conv2d', 'stride'], from: 2, to: 1 },
      ],
    ]);
  });

  test('takes the next kernel, smaller or larger', () => {
    expect(kernel(CNN).map(({ changes: [{ from, to }] }) => [from, to])).toEqual([
      [5, 3],
      [5, 7],
      [3, 5],
    ]);
  });

  test('separates a convolution with what was written of it, and no defaults', () => {
    expect(separable(CNN)[0].changes).toEqual([
      {
        path: ['student', 'layers', 0],
        from: { name: 'first', conv2d: { filters: 8, kernel: 5, batchNorm: true } },
        to: { name: 'first', separableConv2d: { filters: 8, kernel: 5, batchNorm: true } },
      },
    ]);
  });

  test('leaves layers out, but not the one that answers', () => {
    const gone = depth(CNN).map(({ changes }) => changes.map(({ path }) => path[2]));
    expect(gone).toEqual([[0], [0, 1], [1]]);
    const layers = `{ name: a, conv2d: { filters: 4, kernel: 3 } },
      { name: b, from: a, conv2d: { filters: 4, kernel: 1 } }, { flatten: {} }, { dense: { units: 10 } }`;
    const [, , last] = depth(subjectOf(`{ student: { layers: [${layers}] } }`));
    expect(last.changes.map(({ from }) => from)).toEqual([{ name: 'b', from: 'a', conv2d: { filters: 4, kernel: 1 } }]);
  });

  test('clusters and prunes weights where gzip has a budget', () => {
    const asked = subjectOf(`{ ${LAYERS}, budgets: { gzip: { max: 4 KiB } } }`);
    expect(sparsity(asked).map(({ changes }) => changes)).toEqual(
      [0.3, 0.5, 0.7].map((to) => [{ path: ['prune', 'sparsity'], to }]),
    );
    expect(clusters(asked).map(({ changes: [{ to }] }) => to)).toEqual([32, 16, 8]);
    expect([...sparsity(CNN), ...clusters(CNN)]).toEqual([]);
  });

  test('unpacks weights on the device where there are more than the code that does it', () => {
    const dense = (units: number) => `student: { layers: [{ flatten: {} }, { dense: { units: ${units} } }] }`;
    const flash = 'budgets: { flash: { max: 200 KiB } }';
    // 256 x 80 weights of 16x16 pixels are 20,480 B; DECODE has 18,576 B of code.
    const large = decode(subjectOf(`{ ${dense(80)}, ${flash} }`));
    expect(large.map(({ changes: [{ path, to }] }) => [path.join('.'), to])).toEqual(
      large.map(() => ['export.decode', 'auto']),
    );
    expect(large.map(({ changes }) => changes.slice(1).map(({ path, to }) => `${path.join('.')} ${to}`))).toEqual([
      [],
      ['cluster.clusters 16'],
      ['cluster.clusters 8'],
      ['prune.sparsity 0.7'],
    ]);
    expect(decode(subjectOf(`{ ${dense(72)}, ${flash} }`))).toEqual([]);
    expect(decode(subjectOf(`{ ${dense(80)} }`))).toEqual([]);
  });

  test('makes images smaller in all sets, unless a teacher asks for their size', () => {
    const images = (folder: string) => `{ images: { folder: ${folder}, size: [32, 32] } }`;
    const data = `data: { train: ${images('a')}, test: ${images('b')} }`;
    const student = 'student: { arch: { resnet-8: {} } }';
    const [first] = inputSize(subjectOf(`{ ${data}, ${student} }`, [32, 32, 3]));
    expect(first.changes.map(({ path, to }) => [path[1], to])).toEqual([
      ['train', [29, 29]],
      ['test', [29, 29]],
    ]);
    expect(first.inputShape).toEqual([29, 29, 3]);
    const bound = subjectOf(`{ ${data}, ${student}, teacher: { tflite: t.tflite } }`, [32, 32, 3]);
    expect(inputSize(bound)).toEqual([]);
  });
});

describe('candidates', () => {
  test('are the same each time, each once, and no more than are asked for', () => {
    const found = candidatesOf(CNN, 300);
    expect(found).toHaveLength(300);
    expect(candidatesOf(CNN, 300)).toEqual(found);
    expect(new Set(found.map(({ model }) => JSON.stringify(model))).size).toBe(300);
  });

  test('never change one value twice', () => {
    for (const { changes } of candidatesOf(CNN, 300)) {
      const paths = changes.map(({ path }) => path.join('.'));
      expect(new Set(paths).size).toBe(paths.length);
    }
  });

  test.each([
    ['layers', LAYERS],
    ['an architecture', 'student: { arch: { ds-cnn: {} } }, budgets: { gzip: { max: 4 KiB } }'],
    ['a shrunk model', 'student: { arch: { cnn-1d: {} } }, prune: { channels: 0.5 }, quantize: { mode: int16x8 }'],
  ])('of %s are what kd.yaml says with their changes', (_, section) => {
    const text = `version: 1\nmodels:\n  m: { ${section.replaceAll('\n', ' ')} }\n`;
    const subject = { ...subjectOf(`{ ${section} }`), data: { inputShape: [40, 3], classes: 4 } };
    const found = candidatesOf(subject);
    expect(found.length).toBeGreaterThan(100);
    for (const { changes, model } of found.filter((_one, i) => i % 23 === 0)) {
      const proposed = changes.map((change) => proposedChange('m', change));
      const { m } = must(parseSpec(must(editText(text, 'kd.yaml', proposed)), 'kd.yaml')).models;
      expect({ ...m, limits: [] }).toEqual({ ...model, limits: [] });
    }
  });

  test('never ask for what kd.yaml refuses: clusters beside one scale for a dense layer', () => {
    const budgets = 'budgets: { gzip: { max: 4 KiB } }';
    const found = candidatesOf(subjectOf(`{ ${LAYERS}, ${budgets} }`));
    const turns = (knob: string) => found.filter(({ variants }) => variants.some((one) => one.knob === knob));
    expect(turns('cluster.clusters').length).toBeGreaterThan(10);
    expect(turns('quantize.dense').filter(({ model }) => model.cluster)).toEqual([]);
    expect(turns('quantize.dense').length).toBeGreaterThan(10);
  });

  test('of a finished file are its compact form and other boards', () => {
    const budgets = 'budgets: { size: { max: 1 KiB }, gzip: { max: 1 KiB }, flash: { max: 20 KiB } }';
    for (const student of ['tflite: m.tflite', 'keras: m.keras']) {
      const found = candidatesOf(subjectOf(`{ student: { ${student} }, ${budgets} }`));
      expect(found[0].changes).toEqual([{ path: ['export', 'compact'], to: true }]);
    }
    const [{ changes }, ...others] = candidatesOf(subjectOf(`{ student: { tflite: m.tflite }, ${budgets} }`));
    expect([changes, others]).toEqual([[{ path: ['export', 'compact'], to: true }], []]);
  });
});
