// Models from a stranger: whatever model.json and the files beside it say, the outcome is a value, soon.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { done, failed, problemsOf } from '../../src/base/problem.ts';
import type { ReadFile } from '../../src/base/read-file.ts';
import { onnx } from '../../src/teacher/kinds/onnx.ts';
import { tfjs } from '../../src/teacher/kinds/tfjs.ts';
import { fileOf, questionsOf, readFixture, recorded, unlabelled } from './engines.ts';

const { shape, values } = recorded('images');
const images = unlabelled(values, shape);
const textOf = (name: string) => new TextDecoder().decode(fileOf(name));
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** model.json with this text, and the files beside it; every path that is read is noted. */
function answering(text: string, folder = 'layers', read: string[] = []): ReadFile {
  return async (path) => {
    read.push(path);
    return path.endsWith('model.json') ? done(bytesOf(text)) : readFixture(path.replace(/^[^/]*/, folder));
  };
}

async function problemsWith(text: string, read: string[] = [], folder = 'layers') {
  const questions = questionsOf(images, { read: answering(text, folder, read) });
  return problemsOf(await tfjs.answer(questions, 'models/model.json'));
}

type ModelFile = {
  modelTopology: { config: { layers: { class_name: string; config: Record<string, unknown> }[] } };
  weightsManifest: { paths: unknown[]; weights: { name: string; shape: unknown[]; dtype: unknown }[] }[];
};

function changed(change: (file: ModelFile) => void): string {
  const file = JSON.parse(textOf('layers/model.json')) as ModelFile;
  change(file);
  return JSON.stringify(file);
}

describe('model.json', () => {
  test.each([
    '../../etc/passwd',
    '/etc/passwd',
    'a/b.bin',
    '..',
    '.env',
    'https://example.com/x',
    'C:\\x',
    'x\n',
    '',
    3,
  ])('may name only files beside it: %s', async (path) => {
    const read: string[] = [];
    const problems = await problemsWith(
      changed(({ weightsManifest: [group] }) => {
        group.paths[1] = path;
      }),
      read,
    );
    expect(problems).toMatchObject([
      { code: 'teacher/weights', message: expect.stringContaining('beside model.json') },
    ]);
    expect(read).toEqual(['models/model.json', 'models/group1-shard1of3.bin']);
  });

  test('with 10,000 files of weights reads none of them', async () => {
    const read: string[] = [];
    const problems = await problemsWith(
      changed(({ weightsManifest: [group] }) => {
        group.paths = Array.from({ length: 10_000 }, (_, i) => `w${i}.bin`);
      }),
      read,
    );
    expect(problems).toMatchObject([{ code: 'teacher/weights' }]);
    expect(read).toHaveLength(1);
  });

  test.each<[string, (file: ModelFile) => void, string]>([
    ['a weight larger than its files', (file) => file.weightsManifest[0].weights[0].shape.push(7), 'teacher/weights'],
    ['a weight of 10^15 values', (file) => file.weightsManifest[0].weights[0].shape.push(1e15), 'teacher/weights'],
    ['a negative dimension', (file) => file.weightsManifest[0].weights[0].shape.push(-1), 'teacher/weights'],
    ['a dimension that is text', (file) => file.weightsManifest[0].weights[0].shape.push('3'), 'teacher/weights'],
    [
      'text as weights',
      (file) => Object.assign(file.weightsManifest[0].weights[0], { dtype: 'string' }),
      'teacher/weights',
    ],
    ['no weights', (file) => Object.assign(file, { weightsManifest: [] }), 'teacher/weights'],
    ['too few weights', (file) => void file.weightsManifest[0].weights.pop(), 'teacher/weights'],
    ['a billion units', (file) => set(file, 4, 'units', 1e9), 'teacher/model'],
    ['a kernel of a million by a million', (file) => set(file, 0, 'kernel_size', [1e6, 1e6]), 'teacher/model'],
    ['10^9 filters', (file) => set(file, 0, 'filters', 1e9), 'teacher/model'],
    [
      'a layer that is code',
      (file) => Object.assign(file.modelTopology.config.layers[1], { class_name: 'Lambda' }),
      'teacher/layer',
    ],
    [
      'a layer called __proto__',
      (file) => Object.assign(file.modelTopology.config.layers[1], { class_name: '__proto__' }),
      'teacher/layer',
    ],
    [
      'a layer called constructor',
      (file) => Object.assign(file.modelTopology.config.layers[1], { class_name: 'constructor' }),
      'teacher/layer',
    ],
    [
      'an optimizer as a layer',
      (file) => Object.assign(file.modelTopology.config.layers[1], { class_name: 'Adam' }),
      'teacher/layer',
    ],
    ['another input', (file) => set(file, 0, 'batch_input_shape', [null, 4, 4, 1]), 'teacher/input-shape'],
    [
      'an input of 10^12 values',
      (file) => set(file, 0, 'batch_input_shape', [null, 1e6, 1e6, 1]),
      'teacher/input-shape',
    ],
    ['no topology', (file) => Object.assign(file, { modelTopology: 3 }), 'teacher/model'],
  ])('with %s is a mistake that is told', async (_, change, code) => {
    expect(await problemsWith(changed(change))).toMatchObject([{ code, place: { path: 'tfjs' } }]);
  });

  test('with a picture that is made 10^10 pixels large is stopped before that', async () => {
    const layer = { class_name: 'UpSampling2D', config: { name: 'huge', size: [100_000, 100_000] } };
    const problems = await problemsWith(changed((file) => file.modelTopology.config.layers.splice(3, 0, layer)));
    expect(problems).toMatchObject([{ code: 'teacher/model', message: expect.stringContaining('values') }]);
  });

  test.each([
    ['that answers with 2^26 values, 256 MiB', [2 ** 26], 'it answers with'],
    ['whose tensors take 1 GiB together', [2 ** 26, 8], 'at the same time'],
  ])('%s is stopped before that', async (_, [size, times = 1], message) => {
    const graph = JSON.parse(textOf('graph/model.json'));
    const int = { type: 'DT_INT32' };
    const sizes = ['a', 'b', 'axis'].map((name) => ({ name, op: 'Const', attr: { dtype: int } }));
    const node = (name: string, op: string, input: string[], attr = {}) => ({
      ...{ name, op, input },
      attr: { T: { type: 'DT_FLOAT' }, ...attr },
    });
    graph.modelTopology.node = [
      ...graph.modelTopology.node.filter(({ op }: { op: string }) => op === 'Placeholder'),
      ...sizes,
      node('fill', 'Fill', ['a', 'b']),
      ...Array.from({ length: times }, (_, i) => node(`n${i}`, 'Relu', [i === 0 ? 'fill' : `n${i - 1}`])),
      node('y', 'AddN', ['fill', ...Array.from({ length: times }, (_, i) => `n${i}`)], { N: { i: `${times + 1}` } }),
    ];
    graph.signature = { outputs: { y: { name: 'y' } } };
    graph.userDefinedMetadata = {};
    const scalar = (name: string) => ({ name, shape: [], dtype: 'int32' });
    graph.weightsManifest = [
      { paths: ['w.bin'], weights: [{ name: 'a', shape: [1], dtype: 'int32' }, scalar('b'), scalar('axis')] },
    ];
    const bytes = new Uint8Array(Int32Array.of(size, 1, 0).buffer);
    const read: ReadFile = async (path) => done(path.endsWith('.bin') ? bytes : bytesOf(JSON.stringify(graph)));
    const problems = problemsOf(await tfjs.answer(questionsOf(images, { read }), 'models/model.json'));
    expect(problems).toMatchObject([{ code: 'teacher/model', message: expect.stringContaining(message) }]);
  });

  test('with a recurrence of a million steps is stopped before that', async () => {
    const relu = { class_name: 'Activation', config: { name: 'relu', activation: 'relu' } };
    const text = changed((file) => {
      file.modelTopology.config.layers = [
        {
          class_name: 'GlobalAveragePooling2D',
          config: { name: 'mean', batch_input_shape: [null, ...shape.slice(1)] },
        },
        { class_name: 'RepeatVector', config: { name: 'repeat', n: 1_000_000 } },
        { class_name: 'TimeDistributed', config: { name: 'steps', layer: relu } },
      ];
      file.weightsManifest = [{ paths: [], weights: [] }];
    });
    const started = performance.now();
    const problems = await problemsWith(text);
    expect(problems).toMatchObject([{ code: 'teacher/model', message: expect.stringContaining('as long at once') }]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('with keys of prototypes changes no prototype', async () => {
    const text = textOf('layers/model.json').replace(
      '"format"',
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"format"',
    );
    await problemsWith(text.replaceAll('"trainable":true', '"trainable":true,"__proto__":{"polluted":1}'));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('with a graph that turns is told by its operator', async () => {
    const text = textOf('graph/model.json')
      .replace('"op": "Relu"', '"op": "While"')
      .replace('"op": "Elu"', '"op": "While"');
    const problems = await problemsWith(text, [], 'graph');
    expect(problems).toMatchObject([{ code: 'teacher/graph', message: expect.stringContaining('While') }]);
  });

  test('with any part of it replaced gives answers or problems', async () => {
    const text = textOf('layers/model.json');
    const graph = textOf('graph/model.json');
    const part = fc.constantFrom('null', '-1', '1e9', '"__proto__"', '[]', '{}', '"x"', '[[[]]]', 'true', '1e999', '0');
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.nat(200), part, async (isGraph, at, value) => {
        let i = 0;
        const whole = isGraph ? graph : text;
        const places = [...whole.matchAll(/:\s*("[^"]*"|-?[\d.]+|true|false|null)/g)].length;
        const hostile = whole.replace(/:\s*("[^"]*"|-?[\d.]+|true|false|null)/g, (found) =>
          i++ === at % places ? `:${value}` : found,
        );
        const problems = await problemsWith(hostile, [], isGraph ? 'graph' : 'layers');
        for (const { code } of problems) expect(code).toMatch(/^(teacher|keras|file|limits)\//);
      }),
      { seed: 11, numRuns: 150 },
    );
  }, 120_000);
});

function set(file: ModelFile, layer: number, key: string, value: unknown): void {
  file.modelTopology.config.layers[layer].config[key] = value;
}

describe('an ONNX file', () => {
  const ask = async (bytes: Uint8Array) => {
    const engines = {
      loadTensorFlow: () => Promise.reject(new Error()),
      loadOnnx: async () => failed({ code: 'teacher/engine' as const, message: 'none' }),
    };
    return problemsOf(await onnx.answer(questionsOf(images, { read: async () => done(bytes), engines }), 'a.onnx', {}));
  };
  const whole = fileOf('torch-softmax.onnx');

  test('that is cut short or changed in any byte is told, or goes on to the engine', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), async (at, value, isCut) => {
        const bytes = isCut ? whole.slice(0, at) : Uint8Array.from(whole, (byte, i) => (i === at ? value : byte));
        for (const { code } of await ask(bytes)) expect(code).toMatch(/^teacher\//);
      }),
      { seed: 11, numRuns: 400 },
    );
  });

  test('with weights in another file is refused', async () => {
    const from = whole.length;
    // GraphProto.initializer { name: "w", external_data { } }, merged into the graph.
    const more = [0x3a, 7, 0x2a, 5, 0x42, 1, 0x77, 0x6a, 0];
    const bytes = new Uint8Array(from + more.length);
    bytes.set(whole);
    bytes.set(more, from);
    expect(await ask(bytes)).toMatchObject([
      { code: 'teacher/weights', message: expect.stringContaining('lies in another file, which is never opened') },
    ]);
  });
});
