import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import { onnx } from '../../src/teacher/kinds/onnx.ts';
import { bundled, centred, greatestDifference, questionsOf, recorded, unlabelled } from './engines.ts';

const ENGINES = bundled(join(import.meta.dirname, '../..'));
const { shape, values } = recorded('images');
const images = unlabelled(values, shape);
const NCHW = { layout: 'nchw' } as const;

describe('an ONNX teacher of PyTorch', () => {
  test('answers as PyTorch does, in front of its softmax, with any number of samples at once', async () => {
    const questions = questionsOf(images, { engines: ENGINES, test: images });
    const teacher = must(await onnx.answer(questions, 'torch-softmax.onnx', NCHW));
    const log = Array.from(recorded('torch-softmax').values, (p) => Math.log(p));
    expect(greatestDifference(centred(teacher.train), centred(log))).toBeLessThan(1e-5);
    expect(teacher.test).toEqual(teacher.train);
    expect(teacher.engine).toMatch(/^onnxruntime-web 1\.\d+\.\d+ \(WASM\)$/);
  });

  test('answers as PyTorch does, with a batch of one', async () => {
    const teacher = must(await onnx.answer(questionsOf(images, { engines: ENGINES }), 'torch-logits.onnx', NCHW));
    expect(greatestDifference(teacher.train, recorded('torch-logits').values)).toBeLessThan(1e-5);
  });

  test('without an engine says the line that adds one', async () => {
    const problems = problemsOf(await onnx.answer(questionsOf(images), 'torch-logits.onnx', NCHW));
    expect(problems).toEqual([
      {
        code: 'teacher/engine',
        message:
          'an ONNX teacher needs onnxruntime, which kd-gate does not bring; run "npm install --prefix engines ' +
          'onnxruntime-web", and write --engines engines (in a workflow, engines: engines)',
        place: { path: 'onnx' },
      },
    ]);
  });
});
