// A network to a program: where everything lies in one memory, and the calls of inference and of a training step.
import { type Shape, sizeOf } from '../../base/shape.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { Window } from '../../simd/window.ts';
import { activationSteps } from '../layers/activation.ts';
import { addSteps } from '../layers/add.ts';
import { batchNormSteps } from '../layers/batch-norm.ts';
import { conv2dSteps } from '../layers/conv2d.ts';
import { denseSteps } from '../layers/dense.ts';
import { depthwiseConv2dSteps } from '../layers/depthwise-conv2d.ts';
import { dropoutSteps } from '../layers/dropout.ts';
import { flattenSteps } from '../layers/flatten.ts';
import { globalAveragePoolSteps } from '../layers/global-average-pool.ts';
import { averagePoolSteps, maxPoolSteps } from '../layers/pool.ts';
import { softmaxSteps } from '../layers/softmax.ts';
import { distillationSteps } from '../losses/distillation.ts';
import type { Network, Node, NodeKind } from '../network/network.ts';
import { stepsOf } from '../optimizers/index.ts';
import { threadsWorth } from '../threads/count.ts';
import { CONTROL_BYTES } from '../threads/meeting.ts';
import type { Optimizer } from '../trainer.ts';
import { type PlacedCall, separate } from './barriers.ts';
import {
  type Backward,
  type Buffer,
  type Emitter,
  elements,
  type LayerSteps,
  read,
  type Site,
  samples,
  update,
} from './layer-steps.ts';
import { layoutOf, TAIL_BYTES } from './memory.ts';
import { type Parameters, placeParameters } from './parameters.ts';
import { type Program, type Routine, SCALARS } from './program.ts';
import { type Staged, stagesOf } from './stages.ts';

export const INFER = 0;
export const TRAIN = 1;

export interface Compiled {
  readonly program: Program;
  readonly parameters: Parameters;
  readonly windows: readonly { readonly address: number; readonly window: Window }[];
  /** [batch, ...inputShape] */
  readonly x: Buffer;
  readonly labels: Buffer;
  readonly teacher: Buffer;
  readonly losses: Buffer;
  /** Of the routine INFER. */
  readonly logits: Buffer;
  readonly classes: number;
  /** Dropout's factors, to be filled before each step. */
  readonly keeps: readonly {
    readonly name: string;
    readonly rate: number;
    readonly floats: number;
    readonly buffer: Buffer;
  }[];
  /** Of every node after INFER, when compiled to show them. */
  readonly values: readonly Buffer[];
}

export interface CompileOptions {
  readonly network: Network;
  /** The most samples of one run. */
  readonly batch: number;
  /** The most threads; fewer run it when there is too little to do. */
  readonly threads: number;
  /** As many threads as allowed even so. */
  readonly everyThread?: boolean;
  /** Absent: inference alone. */
  readonly optimizer?: Optimizer;
  /** Keep every node's values readable after INFER. */
  readonly showValues?: boolean;
  /** Kernels over any memory, which say how much workspace they need. */
  readonly sizing: Kernels;
}

type NodeOf<K extends NodeKind> = Node & { readonly kind: K };

const STEPS: { readonly [K in NodeKind]: LayerSteps<NodeOf<K>> } = {
  dense: denseSteps,
  conv2d: conv2dSteps,
  depthwiseConv2d: depthwiseConv2dSteps,
  batchNorm: batchNormSteps,
  maxPool: maxPoolSteps,
  averagePool: averagePoolSteps,
  globalAveragePool: globalAveragePoolSteps,
  dropout: dropoutSteps,
  relu: activationSteps,
  relu6: activationSteps,
  add: addSteps,
  flatten: flattenSteps,
  softmax: softmaxSteps,
};

export function compile(options: CompileOptions): Compiled {
  const { network, batch, optimizer, showValues = false, sizing } = options;
  const layout = layoutOf(batch, sizing);
  const { persistent } = layout;
  const control = persistent(CONTROL_BYTES).address;
  const scalars = persistent(SCALARS.length * 8).address;
  const parameters = placeParameters(network, optimizer && stepsOf(optimizer).states, persistent);
  const x = persistent(batch * sizeOf(network.inputShape) * 4);
  const classes = sizeOf(network.nodes[network.nodes.length - 1].outputShape);
  const perSample = (words: number) => persistent(batch * words * 4);
  const [labels, losses, teacher] = [perSample(1), perSample(1), perSample(classes)];
  const keeps: Compiled['keeps'][number][] = [];
  const keep = (node: Node, rate: number) => {
    const floats = sizeOf(node.outputShape);
    const buffer = perSample(floats);
    keeps.push({ name: node.name, rate, floats, buffer });
    return buffer;
  };
  const common = { network, parameters, x, keep };

  const inferring = layout.routine();
  const staged = stagesOf(network, { unfused: showValues, training: false });
  const inferred = emitForward({ ...common, staged, emitter: inferring.emitter, training: false });
  const logits = inferred.outputs[staged.output] ?? x;
  for (const buffer of showValues ? inferred.outputs : [logits]) inferring.keepUntilEnd(buffer);

  const training = layout.routine();
  if (optimizer) {
    const { emitter } = training;
    const staged = stagesOf(network, { unfused: false, training: true });
    const forward = emitForward({ ...common, staged, emitter, training: true });
    const dLogits = emitter.perSample(classes);
    const output = forward.outputs[staged.output] ?? x;
    distillationSteps({ ...emitter, classes, logits: output, labels, losses, dLogits });
    emitBackward(staged, forward, emitter, dLogits);
    const { block, gradients, states } = parameters;
    const range = elements(block.bytes / 4, 16);
    stepsOf(optimizer).emit(optimizer as never, { ...emitter, range, parameters: block, gradients, states });
  }
  const { workspace, workspaceBytes } = layout.finish();
  const split = [inferring, training].map(({ calls }) => separate(calls));
  const phases = split[TRAIN].filter((step) => step === 'barrier').length + 1;
  const most = Math.min(options.threads, batch);
  const threads = options.everyThread ? most : threadsWorth(network, batch, phases, most);
  const memoryBytes = workspace + workspaceBytes * threads + TAIL_BYTES;
  const routines = (threads > 1 ? split : [inferring.calls, training.calls]).map(toRoutine);
  const program = { threads, memoryBytes, control, scalars, workspace, workspaceBytes, routines };
  const values = showValues ? staged.sourceOf.map((source) => inferred.outputs[source] ?? x) : [];
  return { program, parameters, windows: layout.windows, x, labels, teacher, losses, logits, classes, keeps, values };
}

interface ForwardInput {
  readonly network: Network;
  readonly parameters: Parameters;
  readonly x: Buffer;
  readonly keep: (node: Node, rate: number) => Buffer;
  readonly staged: Staged;
  readonly emitter: Emitter;
  readonly training: boolean;
}

interface Forward {
  /** By stage. */
  readonly outputs: readonly Buffer[];
  readonly backwards: readonly Backward[];
}

function emitForward({ network, parameters, x, keep, staged, emitter, training }: ForwardInput): Forward {
  const outputs: Buffer[] = [];
  const backwards = staged.stages.map(({ node, activation }) => {
    const index = network.nodes.indexOf(node);
    const own = parameters.placed.filter((parameter) => parameter.node === index);
    const y = emitter.perSample(sizeOf(node.outputShape));
    const site: Site<Node> = {
      ...emitter,
      node,
      activation,
      training,
      x: node.inputs.map((input) => outputs[sourceOf(staged, input)] ?? x),
      xShapes: node.inputs.map((input): Shape => (input < 0 ? network.inputShape : network.nodes[input].outputShape)),
      y,
      parameter: (name) => own.find((parameter) => parameter.name === name),
      keep: (rate) => keep(node, rate),
    };
    outputs.push(y);
    // Each row takes exactly its own kind of node; TypeScript can't see that across a computed key.
    return (STEPS[node.kind] as LayerSteps<Node>)(site);
  });
  return { outputs, backwards };
}

function sourceOf({ sourceOf: sources }: Staged, node: number): number {
  return node < 0 ? -1 : sources[node];
}

/** From the last stage to the first. Gradients that meet are added in that order. */
function emitBackward(staged: Staged, { backwards }: Forward, { emit }: Emitter, dLogits: Buffer): void {
  const { stages, output } = staged;
  const inputsOf = (stage: number) => stages[stage].node.inputs.map((input) => sourceOf(staged, input));
  const learns: boolean[] = [];
  for (const [i, { node }] of stages.entries()) {
    learns.push('parameters' in node || inputsOf(i).some((input) => input >= 0 && learns[input]));
  }
  const gradients = new Map<number, Buffer>([[output, dLogits]]);
  for (let stage = stages.length - 1; stage >= 0; stage--) {
    const dy = gradients.get(stage);
    if (!dy || !learns[stage]) continue;
    const inputs = inputsOf(stage);
    const wants = (input: number) => inputs[input] >= 0 && learns[inputs[input]];
    backwards[stage]({
      dy,
      wants,
      give(input, dx) {
        if (!wants(input)) return;
        const before = gradients.get(inputs[input]);
        if (!before) gradients.set(inputs[input], dx);
        else emit('accumulate', samples(sizeOf(stages[inputs[input]].node.outputShape)), read(dx), update(before));
      },
    });
  }
}

function toRoutine(steps: readonly (PlacedCall | 'barrier')[]): Routine {
  return steps.map((step) => {
    if (step === 'barrier') return step;
    const args = step.args.map((arg) => (typeof arg === 'object' && 'buffer' in arg ? arg.buffer.address : arg));
    return { kernel: step.kernel, range: step.range, args };
  });
}
