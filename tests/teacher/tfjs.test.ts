import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { tfjs } from '../../src/teacher/kinds/tfjs.ts';
import { TFJS_LAYERS } from '../../src/teacher/tfjs/layers.ts';
import { centred, greatestDifference, questionsOf, recorded, TFJS_RECORDED, unlabelled } from './engines.ts';

const tfjsImages = unlabelled(TFJS_RECORDED.images, [12, 8, 8, 1]);
const log = (values: readonly number[]) => values.map((p) => Math.log(p));

test('the layers that are let through are those that TensorFlow.js registers', async () => {
  const { serialization } = await import('@tensorflow/tfjs-core');
  const { layers } = await import('@tensorflow/tfjs-layers');
  const classes = Object.entries(serialization.SerializationMap.getMap().classNameMap);
  const isLayer = ([, [own]]: (typeof classes)[number]) => own.prototype instanceof layers.Layer;
  // Models, cells of recurrent layers, and classes that others extend.
  const others = /^(Model|Functional|Sequential|StackedRNNCells|\w+Cell|BaseRandomLayer|ConvRNN2D|SeparableConv)$/;
  const names = classes.filter(isLayer).map(([name]) => name);
  expect(names.filter((name) => !others.test(name)).sort()).toEqual([...TFJS_LAYERS].sort());
});

describe('a teacher of TensorFlow.js', () => {
  test.each([
    ['a layers model in three files', 'layers'],
    ['weights in uint8', 'uint8'],
    ['weights in uint16', 'uint16'],
  ])('answers as the plain JavaScript kernels do, in front of its softmax: %s', async (_, name) => {
    const asked: number[] = [];
    const spent: number[] = [];
    const questions = questionsOf(tfjsImages, {
      test: tfjsImages,
      onProgress: (done, total) => asked.push(done / total),
      spend: (macs) => {
        spent.push(macs);
        return { ok: true, value: undefined };
      },
    });
    const teacher = must(await tfjs.answer(questions, `${name}/model.json`));
    expect(greatestDifference(centred(teacher.train), centred(log([...TFJS_RECORDED[name]])))).toBeLessThan(1e-5);
    expect(teacher.test).toEqual(teacher.train);
    expect(teacher.engine).toBe('TensorFlow.js 4.22.0 (WASM)');
    expect(asked.at(-1)).toBe(1);
    // 16 positions of 3x3 to 6 channels, 16 of 3x3 each of 6, 6 to 4; and what has no weights, once a value.
    const products = 16 * 9 * 6 + 16 * 9 * 6 + 6 * 4;
    expect(spent).toHaveLength(1);
    expect(spent[0] / 24).toBeGreaterThanOrEqual(products);
    expect(spent[0] / 24).toBeLessThan(2 * products);
  });

  test('is a graph model, of Keras by TensorFlow', async () => {
    const { shape, values } = recorded('images');
    const teacher = must(await tfjs.answer(questionsOf(unlabelled(values, shape)), 'graph/model.json'));
    expect(greatestDifference(centred(teacher.train), centred(log([...recorded('nested').values])))).toBeLessThan(1e-4);
  });

  test('answers samples that no file has, also when its answers were stored', async () => {
    const questions = questionsOf(tfjsImages);
    const { live, train } = must(await tfjs.answer(questions, 'layers/model.json'));
    const revived = must(await tfjs.live(questions, 'layers/model.json', live?.state ?? new Float32Array()));
    const x = Float32Array.from(TFJS_RECORDED.images.slice(0, 3 * 64));
    expect(greatestDifference(live?.answer(x, 3) ?? [], train.slice(0, 12))).toBeLessThan(1e-6);
    expect(revived.answer(x, 3)).toEqual(live?.answer(x, 3));
  });
});
