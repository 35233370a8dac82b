// Keras' files read as h5wasm, which is the HDF5 library itself, reads them; whatever is wrong with one is a sentence.
import { strToU8, zipSync } from 'fflate';
import h5wasm, { type Dataset, type Group } from 'h5wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import { sizeOf } from '../../src/base/shape.ts';
import { openHdf5 } from '../../src/keras/hdf5/file.ts';
import { readKeras } from '../../src/keras/read.ts';
import { snakeCase } from '../../src/keras/weights.ts';
import { fileNamed, hdf5In, MODELS } from './files.ts';

/** Every dataset with its shape and values, and every text among the attributes. */
interface Content {
  readonly numbers: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>;
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

const MEMORY_FILE = 'judged.h5';

async function judge(bytes: Uint8Array): Promise<Content> {
  const { FS } = await h5wasm.ready;
  FS.writeFile(MEMORY_FILE, bytes);
  const file = new h5wasm.File(MEMORY_FILE, 'r');
  const numbers: [string, { shape: readonly number[]; values: readonly number[] }][] = [];
  const texts: [string, readonly string[]][] = [];
  const visit = (group: Group, path: string) => {
    for (const [name, { value }] of Object.entries(group.attrs)) {
      if (typeof value === 'string') texts.push([`${path}@${name}`, [value]]);
      else if (Array.isArray(value)) texts.push([`${path}@${name}`, value.map(String)]);
    }
    for (const name of group.keys()) {
      const item = group.get(name);
      const at = path === '' ? name : `${path}/${name}`;
      if (item instanceof h5wasm.Group) visit(item, at);
      else if (item instanceof h5wasm.Dataset) numbers.push([at, contentOf(item)]);
    }
  };
  visit(file, '');
  file.close();
  return { numbers: new Map(numbers), texts: new Map(texts) };
}

function contentOf({ shape, value }: Dataset) {
  const values = ArrayBuffer.isView(value) ? [...(value as Float32Array)].map(Number) : [Number(value)];
  return { shape: shape ?? [], values };
}

beforeAll(async () => {
  await h5wasm.ready;
});

describe('HDF5', () => {
  test.each([...MODELS, 'only.weights.h5'])('%s holds what h5wasm finds in it', async (name) => {
    const bytes = hdf5In(name);
    const judged = await judge(bytes);
    const root = must(openHdf5(bytes));
    expect(judged.numbers.size).toBeGreaterThan(0);
    for (const [path, { shape, values }] of judged.numbers) {
      const dataset = root.open(path)?.dataset;
      expect(dataset?.shape, path).toEqual(shape);
      expect([...(dataset?.values() ?? [])], path).toEqual(values);
    }
    for (const [path, texts] of judged.texts) {
      const [object, name] = path.split('@');
      const found = object === '' ? root : root.open(object);
      expect(found?.attributes.get(name), path).toEqual(texts);
    }
  });
});

describe('readKeras', () => {
  test.each(MODELS)('%s: every weight of the file belongs to one layer', async (name) => {
    const { weights, config, kerasVersion } = must(readKeras(fileNamed(name)));
    const judged = await judge(hdf5In(name));
    const ours = [...weights.values()].flat();
    expect(ours).toHaveLength(judged.numbers.size);
    const sum = (lists: Iterable<readonly number[]>) => [...lists].flat().length;
    expect(ours.reduce((total, { shape }) => total + sizeOf(shape), 0)).toBe(
      sum([...judged.numbers.values()].map(({ values }) => values)),
    );
    expect(['Sequential', 'Functional']).toContain(config.class_name);
    expect(kerasVersion).toBe(name.includes('-v2') ? '2.15.0' : '3.15.1');
  });

  test('one model has the same weights under the same layers in every form', () => {
    const bare = (name: string) =>
      [...must(readKeras(fileNamed(name))).weights]
        .filter(([, list]) => list.length > 0)
        .map(([path, list]) => [path, list.map(({ shape, values }) => [shape, [...values]])])
        .sort();
    for (const model of ['lenet', 'nested']) {
      expect(bare(`${model}.h5`)).toEqual(bare(`${model}.keras`));
      expect(bare(`${model}-v2.h5`)).toEqual(bare(`${model}.keras`));
    }
    expect(bare('nested.keras').map(([path]) => path)).toContain('block/batch_normalization_5');
  });

  test('group names are snake case as keras/src/utils/naming.py makes it', () => {
    const expected = { Conv2D: 'conv2d', ReLU: 're_lu', GlobalAveragePooling2D: 'global_average_pooling2d' };
    for (const [name, snake] of Object.entries(expected)) expect(snakeCase(name)).toBe(snake);
  });

  test.each([
    ['weights alone', fileNamed('only.weights.h5'), 'keras/no-model', /weights alone.*model\.save/],
    ['an empty file', new Uint8Array(), 'keras/damaged', /not a Keras file: it is empty/],
    ['a .npz file', fileNamed('answers.npz'), 'keras/no-model', /no config\.json in the archive: it has .*npy/],
    ['half of a file', fileNamed('lenet.h5').slice(0, 9000), 'keras/damaged', /not a sound HDF5 file/],
    ['half of an archive', fileNamed('lenet.keras').slice(0, 9000), 'keras/damaged', /not a sound \.keras file/],
  ])('%s is told', (_, bytes, code, message) => {
    const [problem] = problemsOf(readKeras(bytes));
    expect(problem?.code).toBe(code);
    expect(problem?.message).toMatch(message);
  });

  test('no name of a configuration is more than a name', () => {
    const weights = hdf5In('lenet.keras');
    const text = '{"class_name": "Sequential", "__proto__": {"x": 1}, "config": {"constructor": 1, "layers": []}}';
    const { config } = must(
      readKeras(zipSync({ 'config.json': strToU8(text), 'model.weights.h5': weights }, { level: 0 })),
    );
    expect(Object.getPrototypeOf(config)).toBeNull();
    expect(config.x).toBeUndefined();
    expect((config.config as { toString?: unknown }).toString).toBeUndefined();
  });

  test('a configuration of endless depth is refused', () => {
    const text = `${'['.repeat(200)}${']'.repeat(200)}`;
    const archive = zipSync({ 'config.json': strToU8(text), 'model.weights.h5': hdf5In('lenet.keras') });
    expect(problemsOf(readKeras(archive))[0].code).toBe('keras/config');
  });
});

describe('hostile files', () => {
  const SEED = 5;
  const names = ['lenet.h5', 'nested-v2.h5', 'many-v108.h5', 'lenet.keras'];

  test.each(names)('%s cut or with bytes changed is read or refused by a sentence', (name) => {
    const sound = hdf5In(name);
    const source = random(SEED, name);
    const below = (n: number) => Math.floor(source.uniform() * n);
    let refused = 0;
    for (let round = 0; round < 300; round++) {
      const bytes = round % 5 === 0 ? sound.slice(0, below(sound.length)) : sound.slice();
      // Structure is denser at the start.
      const reach = round % 2 === 0 ? Math.min(bytes.length, 4096) : bytes.length;
      if (round % 5 !== 0) {
        for (let n = 0; n <= round % 4; n++) bytes[below(reach)] = round % 3 === 0 ? 0xff : below(256);
      }
      const read = openHdf5(bytes);
      const walked = read.ok ? problemsOf(readKeras(bytes)) : read.problems;
      for (const { code, message } of walked) {
        expect(code).toMatch(/^keras\//);
        expect(message.length).toBeLessThan(400);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(30);
  });

  test('a group whose tree is below itself ends', () => {
    const bytes = hdf5In('lenet.h5').slice();
    const view = new DataView(bytes.buffer);
    const text = new TextDecoder('latin1').decode(bytes);
    // Every node has 32 entries, each of which is the node itself.
    for (let at = text.indexOf('TREE'); at >= 0; at = text.indexOf('TREE', at + 4)) {
      view.setUint16(at + 6, 32, true);
      view.setUint8(at + 5, 200);
      for (let entry = at + 32; entry + 8 <= Math.min(bytes.length, at + 544); entry += 16) {
        view.setBigUint64(entry, BigInt(at), true);
      }
    }
    expect(problemsOf(openHdf5(bytes))[0].message).toContain('the tree of a group has no end');
  });

  test('an array that names more values than the file has is refused before it is made', () => {
    const bytes = hdf5In('lenet.h5').slice();
    const view = new DataView(bytes.buffer);
    // 8x4 weights of the last layer: the dimensions stand behind the version, the number of axes and six bytes.
    let changed = 0;
    for (let at = 0; at + 24 < bytes.length; at += 8) {
      if (view.getBigUint64(at + 8, true) !== 8n || view.getBigUint64(at + 16, true) !== 4n) continue;
      view.setBigUint64(at + 8, 2n ** 40n, true);
      changed++;
    }
    expect(changed).toBeGreaterThan(0);
    expect(problemsOf(readKeras(bytes))[0].code).toMatch(/^keras\/(too-large|damaged)$/);
  });
});
