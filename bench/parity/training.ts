// One training as data, so that any engine can repeat it: the start, the samples of every step, the rates; and what
// ours makes of it.
import { sizeOf } from '../../src/base/shape.ts';
import type { Network } from '../../src/nn/network/network.ts';
import type { OptimizerParams } from '../../src/nn/params.ts';
import type { MakeTrainer } from '../../src/nn/trainer.ts';
import { countCorrect } from '../../src/student/evaluate.ts';
import { oneHot } from '../one-hot.ts';

export interface Samples {
  /** [labels.length, ...inputShape] */
  readonly x: Float32Array;
  readonly labels: Int32Array;
  /** [labels.length, classes] */
  readonly teacher?: Float32Array;
}

export interface Training {
  /** With the weights to start from. */
  readonly network: Network;
  readonly train: Samples;
  readonly test: Samples;
  /** The samples of each step. */
  readonly steps: readonly Int32Array[];
  /** Of each step. */
  readonly rates: readonly number[];
  readonly optimizer: OptimizerParams;
  readonly alpha: number;
  readonly temperature: number;
}

export interface TrainingOutcome {
  /** The mean of each step's batch, before the step. */
  readonly losses: readonly number[];
  /** Right answers on the test samples. */
  readonly correct: number;
  /** Of the test samples, [count, classes], in inference. */
  readonly logits: readonly number[];
}

export async function trainHere(
  makeTrainer: MakeTrainer,
  training: Training,
): Promise<TrainingOutcome & { readonly network: Network }> {
  const { network, train, test, steps, rates, optimizer, alpha, temperature } = training;
  const batch = Math.max(...steps.map((step) => step.length));
  const loss = { distillation: { alpha, temperature } };
  const trainer = await makeTrainer({ network, batch, optimizer, loss, seed: 1 });
  const losses = steps.map((indices, i) => {
    const { x, labels, teacher } = pick(train, indices);
    const targets = oneHot(labels, sizeOf(network.nodes[network.nodes.length - 1].outputShape));
    return trainer.step({ count: indices.length, x, targets, teacherLogits: teacher }, rates[i]);
  });
  const logits = trainer.infer(test.x, test.labels.length);
  const learned = trainer.snapshot();
  trainer.close();
  return { network: learned, losses, correct: countCorrect(logits, test.labels).correct, logits: Array.from(logits) };
}

/** Copies of the samples with these indices. */
export function pick({ x, labels, teacher }: Samples, indices: Int32Array): Samples {
  const rows = (values: Float32Array) => {
    const width = values.length / labels.length;
    const chosen = new Float32Array(indices.length * width);
    indices.forEach((from, to) => {
      chosen.set(values.subarray(from * width, (from + 1) * width), to * width);
    });
    return chosen;
  };
  return { x: rows(x), labels: indices.map((i) => labels[i]), teacher: teacher && rows(teacher) };
}

/** What a network needs to be built again: its nodes, and the shape of every parameter. */
export function describeNetwork({ inputShape, nodes }: Network) {
  const shapeOf = (i: number) => (i < 0 ? inputShape : nodes[i].outputShape);
  return {
    inputShape,
    nodes: nodes.map((node) => {
      const { parameters, ...attributes } = { parameters: {}, ...node };
      const shapes = Object.entries(parameters).map(([name, values]) => [name, values.length] as const);
      return { ...attributes, input: shapeOf(node.inputs[0]), sizes: Object.fromEntries(shapes) };
    }),
  };
}

/** All parameters, node by node, in the order of `sizes`. */
export function parametersOf({ nodes }: Network): Float32Array {
  const all = nodes.flatMap((node) => ('parameters' in node ? Object.values(node.parameters) : []));
  const joined = new Float32Array(all.reduce((sum, values) => sum + values.length, 0));
  let at = 0;
  for (const values of all) {
    joined.set(values, at);
    at += values.length;
  }
  return joined;
}
