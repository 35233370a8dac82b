// Where KD_GATE_TFJS_NODE names a folder whose node_modules has @tensorflow/tfjs-node with its binding
// (docs/teachers.md).
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { putBackUtil } from '../../src/host/engines/tfjs-node.ts';
import { keras } from '../../src/teacher/kinds/keras.ts';
import { tfjs } from '../../src/teacher/kinds/tfjs.ts';
import { bundled, centred, greatestDifference, questionsOf, recorded, TFJS_RECORDED, unlabelled } from './engines.ts';

const FOLDER = process.env.KD_GATE_TFJS_NODE;

const setOf = (name: string) => {
  const { shape, values } = recorded(name);
  return unlabelled(values, shape);
};

describe.skipIf(!FOLDER)('teachers on the kernels of TensorFlow', () => {
  const log = (values: ArrayLike<number>) => Array.from(values, (p) => Math.log(p));
  const [IMAGES, SERIES] = ['images', 'series'].map((name) => setOf(name));
  const tfjsImages = unlabelled(TFJS_RECORDED.images, [12, 8, 8, 1]);

  // The tests beside this one find those on WASM within 1e-5 (graphs: 1e-4) of the same recorded answers.
  test.each([
    ['cnn.keras', IMAGES, keras, log(recorded('cnn').values)],
    ['nested.keras', IMAGES, keras, log(recorded('nested').values)],
    ['lstm.keras', SERIES, keras, log(recorded('lstm').values)],
    ['gru.keras', SERIES, keras, log(recorded('gru').values)],
    ['conv1d.keras', SERIES, keras, log(recorded('conv1d').values)],
    ['bidirectional.keras', SERIES, keras, recorded('bidirectional').values],
    ['graph/model.json', IMAGES, tfjs, log(recorded('nested').values)],
    ['layers/model.json', tfjsImages, tfjs, log(TFJS_RECORDED.layers)],
    ['uint8/model.json', tfjsImages, tfjs, log(TFJS_RECORDED.uint8)],
  ] as const)('answer as the model was recorded, and the engine is told: %s', async (file, samples, kind, answers) => {
    const teacher = must(await kind.answer(questionsOf(samples, { engines: bundled(FOLDER) }), file));
    expect(greatestDifference(centred(teacher.train), centred(answers))).toBeLessThan(1e-5);
    expect(teacher.engine).toMatch(/^TensorFlow\.js 4\.22\.0 \(tfjs-node, TensorFlow 2\.\d+\.\d+\)$/);
  });
});

test('functions of util that Node 23 removed are put back, and those that are there stay', async () => {
  const { createRequire } = await import('node:module');
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  const { isArray, isNullOrUndefined } = util;
  try {
    util.isArray = undefined;
    util.isNullOrUndefined = undefined;
    putBackUtil();
    const { isArray: array, isNullOrUndefined: nothing } = util as Record<string, (value: unknown) => boolean>;
    expect([array([]), array({}), nothing(null), nothing(undefined), nothing(0)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  } finally {
    Object.assign(util, { isArray, isNullOrUndefined });
  }
});
