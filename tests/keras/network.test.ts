// Keras' models as our networks: the same answers as Keras' own, and one sentence for whatever a student can't hold.
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import { kerasNetwork } from '../../src/keras/network.ts';
import { readKeras } from '../../src/keras/read.ts';
import { createForward } from '../../src/nn/forward.ts';
import type { Network } from '../../src/nn/network/network.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { answersTo, fileNamed, MODELS } from './files.ts';

function answersOf(network: Network, x: Float32Array, count: number): number[] {
  const forward = createForward(network, (bytes) => referenceKernels(createMemory(bytes)));
  const answers: number[] = [];
  forward.activations(x, count, (index, values) => {
    if (index === network.nodes.length - 1) answers.push(...values);
  });
  return answers;
}

const networkIn = (file: string) => must(kerasNetwork(must(readKeras(fileNamed(file)))));
const kindsIn = (file: string) => networkIn(file).nodes.map(({ kind }) => kind);

describe('the answers of Keras', () => {
  test.each(MODELS)('%s answers as Keras does, within 1e-5', (file) => {
    const { x, count, y } = answersTo(file);
    const answers = answersOf(networkIn(file), x, count);
    expect(answers).toHaveLength(y.length);
    for (const [i, value] of y.entries()) expect(Math.abs(value - answers[i])).toBeLessThan(1e-5);
  });

  test('what Keras does in training alone is not in the network, dropout is', () => {
    expect(kindsIn('depthwise.keras')).not.toContain('spatialDropout2D');
    expect(kindsIn('lenet.keras')).toContain('dropout');
  });

  test("batch normalisation keeps Keras' epsilon and momentum", () => {
    const [first] = networkIn('depthwise.keras').nodes.filter((node) => node.kind === 'batchNorm');
    expect(first).toMatchObject({ epsilon: 0.01, momentum: 0.99 });
  });
});

describe('what a student does not hold', () => {
  test('every layer is told at once, by its name, with the nearest one that works', () => {
    const problems = problemsOf(kerasNetwork(must(readKeras(fileNamed('refused.keras')))));
    expect(problems.map(({ code }) => code)).toEqual(['keras/layer', 'keras/layer', 'keras/layer']);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^"lambda" is a Lambda layer.*nothing in a file is executed.*Rescaling$/),
      expect.stringMatching(/^"leaky_re_lu" .*LeakyReLU.*; use ReLU\(\) or ReLU\(6\)$/),
      expect.stringMatching(/^"layer_normalization" .*; use BatchNormalization$/),
    ]);
  });

  /** The message about lenet with something in its configuration changed. */
  const told = (from: string | RegExp, to: string) => {
    const files = unzipSync(fileNamed('lenet.keras'));
    const text = new TextDecoder().decode(files['config.json']);
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    const archive = zipSync({ ...files, 'config.json': strToU8(changed) });
    const problems = problemsOf(kerasNetwork(must(readKeras(archive))));
    return problems.map(({ code, message }) => `${code} ${message}`).join('\n');
  };

  test.each([
    [
      'channels first',
      '"channels_last"',
      '"channels_first"',
      /keras\/setting "conv2d" has data_format: .*channels_last/,
    ],
    [
      'another activation',
      '"activation": "relu"',
      '"activation": "tanh"',
      /keras\/layer "conv2d" has the activation "tanh"; use relu/,
    ],
    [
      'groups',
      '"groups": 1',
      '"groups": 3',
      /keras\/setting "conv2d" has groups: 3; use one group, or DepthwiseConv2D/,
    ],
    [
      'a setting of later versions',
      '"groups": 1',
      '"groups": 1, "rotation": 4',
      /"conv2d" has rotation: 4; this setting is not supported/,
    ],
    [
      'a class of the user',
      '"module": "keras.layers", "class_name": "Flatten"',
      '"module": "mine", "class_name": "Flatten"',
      /"flatten" is of a class of your own/,
    ],
    [
      'a registered class',
      /("class_name": "Flatten".*?"channels_last"\}, "registered_name": )null/,
      '$1"Mine>Flatten"',
      /of a class of your own/,
    ],
    [
      'a name of objects',
      '"class_name": "Flatten"',
      '"class_name": "constructor"',
      /"flatten" is a layer of class "constructor", which a student can't hold/,
    ],
    [
      'other weights',
      '"filters": 3',
      '"filters": 5',
      /keras\/weights the weight 0 of "conv2d" is 5x5x1x3, by its configuration 5x5x1x5/,
    ],
    ['a window that is too large', '"kernel_size": [5, 5]', '"kernel_size": [50, 5]', /keras\/weights/],
    [
      'sigmoid in the middle',
      '"activation": "relu"',
      '"activation": "sigmoid"',
      /"conv2d" has sigmoid in front of other layers/,
    ],
    [
      'quantized weights',
      /("class_name": "Conv2D".*?"name": )"float32"/,
      '$1"int8_from_float32"',
      /before quantize\(\)/,
    ],
    [
      'no shape',
      /"batch_shape": \[null, 12, 12, 1\]/,
      '"batch_shape": [null, null, 12, 1]',
      /the model's input is \?x12x1; give it/,
    ],
    [
      'a model of a class',
      '"class_name": "Sequential"',
      '"class_name": "MyModel"',
      /keras\.Sequential or keras\.Model/,
    ],
  ])('%s is told', (_, from, to, message) => {
    expect(told(from, to)).toMatch(message);
  });

  test('a dimension that the model leaves open is that of the data', () => {
    const files = unzipSync(fileNamed('lenet.keras'));
    const text = new TextDecoder()
      .decode(files['config.json'])
      .replaceAll('[null, 12, 12, 1]', '[null, null, null, 1]');
    const open = must(readKeras(zipSync({ ...files, 'config.json': strToU8(text) })));
    expect(must(kerasNetwork(open, [12, 12, 1])).inputShape).toEqual([12, 12, 1]);
    expect(problemsOf(kerasNetwork(open, [12, 12, 3]))[0].message).toMatch(/takes 12x12x1|12x12x3/);
  });
});

describe('hostile configurations', () => {
  test('more layers than a network of ours can be planned with are told before', () => {
    const relus = Array.from({ length: 1025 }, (_, i) => ({ class_name: 'ReLU', config: { name: `relu${i}` } }));
    const input = { class_name: 'InputLayer', config: { name: 'input', batch_shape: [null, 4, 4, 1] } };
    const config = { class_name: 'Sequential', config: { name: 'long', layers: [input, ...relus] } };
    const network = kerasNetwork({ config, weights: new Map(), kerasVersion: '3' });
    expect(problemsOf(network)).toMatchObject([{ code: 'keras/too-large' }]);
  });

  const VALUES = ['null', '-1', '0', '1e9', '2', '"x"', '[]', '{}', 'true', '[[1,2],[3,4]]', '0.5', '"softmax"', '[1]'];

  test.each(['depthwise.keras', 'residual.keras', 'steps.keras', 'nested.keras'])(
    '%s with values changed is built or refused by a sentence',
    (file) => {
      const files = unzipSync(fileNamed(file));
      const text = new TextDecoder().decode(files['config.json']);
      const places = [...text.matchAll(/: (null|true|false|-?[\d.]+|"[^"]*"|\[[^[\]]*\])/g)];
      const source = random(3, file);
      const below = (n: number) => Math.floor(source.uniform() * n);
      let refused = 0;
      for (let round = 0; round < 250; round++) {
        let changed = text;
        for (let n = 0; n <= round % 3; n++) {
          const { index, 0: whole } = places[below(places.length)];
          // From the end on, so that the places in front stay; a place that is hit twice stays JSON or is refused.
          changed = `${changed.slice(0, index)}: ${VALUES[below(VALUES.length)]}${changed.slice(index + whole.length)}`;
        }
        const read = readKeras(zipSync({ ...files, 'config.json': strToU8(changed) }, { level: 0 }));
        const problems = read.ok ? problemsOf(kerasNetwork(read.value)) : read.problems;
        for (const { code, message } of problems) {
          expect(code).toMatch(/^(keras|network)\//);
          expect(message).not.toMatch(/undefined|NaN|\[object/);
          refused++;
        }
      }
      expect(refused).toBeGreaterThan(20);
    },
  );
});
