// The gradients of one training step, compared with finite differences of a loss in float64.
import { expect } from 'vitest';
import { chosenOf } from '../../src/base/one-of.ts';
import { random } from '../../src/base/random.ts';
import { LAYERS } from '../../src/nn/layers/index.ts';
import { FEATURE_LOSSES } from '../../src/nn/losses/features/index.ts';
import type { Network } from '../../src/nn/network/network.ts';
import { type Regressors, regressorsOf } from '../../src/nn/network/regressors.ts';
import { compile, TRAIN, type TrainingMethod } from '../../src/nn/program/compile.ts';
import { floatsAt, loadNetwork } from '../../src/nn/program/load.ts';
import { runnerOf, scalarSetter } from '../../src/nn/program/run.ts';
import type { Batch } from '../../src/nn/trainer.ts';
import type { Kernels } from '../../src/simd/kernels.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { forward64, numbersOf, type Sample64, type Values } from './float64.ts';
import { ENGINES, SGD } from './networks.ts';

/** The largest difference, as a share of the parameter's largest gradient (float32 has 24 bits, and sums add up). */
const BOUND = 2e-5;
/** Of central differences in float64: error h^2 from the cubic term, 1e-16 / h from rounding. */
const STEP = 1e-5;
/** Elements of one parameter that are checked, evenly spread. */
const MOST_ELEMENTS = 12;

/** The mean loss of a batch from every node's values; those of regressors follow those of the network. */
export type Loss64 = (values: readonly Values[], sample: Sample64, regressors: Regressors) => number;

type Method = Omit<TrainingMethod, 'optimizer'>;

/** What the network answers: in front of a softmax. */
export function answersOf({ nodes }: Network, values: readonly Values[]): Values {
  const last = nodes[nodes.length - 1];
  return values[last.kind === 'softmax' ? last.inputs[0] : nodes.length - 1];
}

/** In the plain kernels by finite differences, in WASM by the same bits. */
export function expectTrueGradients(network: Network, batch: Batch, method: Method, lossOf: Loss64): void {
  const [plain, fast] = ENGINES.map(({ over }) => train(network, batch, method, over));
  const { whole, regressors, sample } = plain;
  const numbers = numbersOf(whole);
  const loss = () => lossOf(forward64(whole, numbers, sample), sample, regressors);
  expect(Math.abs(plain.loss / loss() - 1)).toBeLessThan(1e-5);
  for (const [i, [key, gradient]] of plain.gradients.entries()) {
    expectClose(gradient, differences(loss, numbers.get(key) ?? new Float64Array()), key);
    expect(fast.gradients[i]).toEqual([key, gradient]);
  }
  expect(fast.loss).toBe(plain.loss);
}

/** One step of a program for 6 samples, with its gradients by `node/name`. */
function train(network: Network, batch: Batch, method: Method, over: (memory: WebAssembly.Memory) => Kernels) {
  const terms = (method.features ?? []).map((term) => ({ ...term, entry: chosenOf(FEATURE_LOSSES, term.loss).entry }));
  const regressors = regressorsOf(network, terms, LAYERS, 1);
  const whole = { ...network, nodes: [...network.nodes, ...regressors.nodes] };
  const complete = { optimizer: { sgd: SGD }, ...method };
  const sizing = over(createMemory(0));
  const compiled = compile({ network, batch: 6, threads: 1, method: complete, regressors, sizing });
  const { program } = compiled;
  const memory = createMemory(program.memoryBytes);
  const { buffer } = memory;
  loadNetwork(buffer, compiled, whole);
  floatsAt(buffer, compiled.x).set(batch.x);
  floatsAt(buffer, compiled.targets).set(batch.targets);
  if (batch.teacherLogits) floatsAt(buffer, compiled.teacher).set(batch.teacherLogits);
  for (const [i, values] of (batch.teacherFeatures ?? []).entries()) {
    floatsAt(buffer, compiled.teacherFeatures[i]).set(values);
  }
  const keeps = new Map<string, Float32Array>();
  for (const { name, rate, floats, region } of compiled.keeps) {
    const source = random(1, name);
    const keep = new Float32Array(batch.count * floats).map(() => (source.uniform() < rate ? 0 : 1 / (1 - rate)));
    floatsAt(buffer, region).set(keep);
    keeps.set(name, keep);
  }
  const teacher = batch.teacherLogits ? compiled.teacher.address : 0;
  scalarSetter(program, buffer)({ count: batch.count, teacher });
  runnerOf(program, over(memory), 0)(TRAIN, () => undefined);
  const trained = compiled.parameters.placed.filter(({ gradient }) => gradient.bytes > 0);
  const losses = floatsAt(buffer, compiled.losses).subarray(0, batch.count);
  return {
    gradients: trained.map(({ node, name, gradient }) => [`${node}/${name}`, floatsAt(buffer, gradient)] as const),
    whole,
    regressors,
    sample: { ...batch, keeps },
    loss: losses.reduce((a, b) => a + b) / batch.count,
  };
}

function differences(loss: () => number, values: Float64Array): ReadonlyMap<number, number> {
  const at = (i: number, value: number) => {
    const kept = values[i];
    values[i] = value;
    const result = loss();
    values[i] = kept;
    return result;
  };
  const chosen = new Map<number, number>();
  for (let i = 0; i < values.length; i += Math.ceil(values.length / MOST_ELEMENTS)) {
    chosen.set(i, (at(i, values[i] + STEP) - at(i, values[i] - STEP)) / (2 * STEP));
  }
  return chosen;
}

function expectClose(actual: Float32Array, expected: ReadonlyMap<number, number>, what: string): void {
  const largest = Math.max(...actual.map(Math.abs), 1e-2);
  for (const [i, e] of expected) expect(Math.abs(actual[i] - e) / largest, `${what}[${i}]`).toBeLessThan(BOUND);
}
