// A trained network as the int8 model that the product makes of it, judged on the simulator.
import { must } from '../../src/base/problem.ts';
import { sizeOf } from '../../src/base/shape.ts';
import { compress } from '../../src/compress/compress.ts';
import { type Dataset, gather, select } from '../../src/data/dataset.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { simulationOn } from '../../src/gate/simulation.ts';
import { testSetOf } from '../../src/gate/test-set.ts';
import { createInterpreter } from '../../src/micro/interpret.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { createForward } from '../../src/nn/forward.ts';
import type { Network } from '../../src/nn/network/network.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { PLAIN } from '../plain-int8.ts';
import { everySampleOf, THREADS } from './learn.ts';

const CALIBRATION_SAMPLES = 512;

export interface Int8 {
  /** Of the .tflite file. */
  readonly bytes: number;
  readonly errors: number;
}

/** Calibrated on the first samples of `train`, unmoved; its errors among these samples of `set`. */
export async function int8Of(
  engine: Engine,
  network: Network,
  train: Dataset,
  set: Dataset,
  indices: Int32Array = everySampleOf(set),
): Promise<Int8> {
  const { activations } = createForward(network, engine.makeKernels);
  const x = new Float32Array(CALIBRATION_SAMPLES * sizeOf(train.shape));
  gather(train, everySampleOf(train).subarray(0, CALIBRATION_SAMPLES), x);
  const calibration = { x, count: CALIBRATION_SAMPLES, shape: train.shape };
  const simulate = simulationOn(engine.makeKernels);
  const { bytes, model } = must(
    compress({ network, calibration, activations, params: PLAIN, simulate, write: writeModel }),
  );
  const interpreter = must(createInterpreter(must(resolve(must(readModel(bytes)))), engine.makeKernels));
  const testSet = testSetOf(select(set, indices), model);
  const { accuracy } = must(await engine.evaluateOn(THREADS)({ bytes, interpreter }, testSet));
  if (!accuracy) throw new Error('classes have right answers');
  return { bytes: bytes.length, errors: accuracy.total - accuracy.correct };
}
