// A network to a program: where everything lies in one memory, and the calls of inference and of a training step.
import { chosenOf } from '../../base/one-of.ts';
import { type Shape, sizeOf } from '../../base/shape.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { Window } from '../../simd/window.ts';
import { type LayerList, layerOf, type Use } from '../layers/layer.ts';
import type { FeatureTerm } from '../losses/features/feature-loss.ts';
import type { LossChoice } from '../losses/loss.ts';
import type { Network } from '../network/network.ts';
import type { AnyNode } from '../network/node.ts';
import { NO_REGRESSORS, type Regressors } from '../network/regressors.ts';
import { isTrained, valuesOf } from '../network/trainable.ts';
import type { OptimizerChoice } from '../optimizers/optimizer.ts';
import { type Parts, SHIPPED } from '../parts.ts';
import { threadCount } from '../threads/count.ts';
import { CONTROL_BYTES } from '../threads/meeting.ts';
import { type PlacedCall, separate } from './barriers.ts';
import {
  type Backward,
  type Emitter,
  elements,
  type LayerSite,
  type MemoryRegion,
  type Operand,
  read,
  samples,
  scalar,
  update,
} from './layer-steps.ts';
import { memoryLayout, TAIL_BYTES } from './memory.ts';
import { type ParameterLayout, placeParameters } from './parameters.ts';
import { type Program, type Routine, SCALARS } from './program.ts';
import { type StagePlan, stagesOf } from './stages.ts';

/** Indices of a program's routines. */
export const INFER = 0;
export const TRAIN = 1;
/** Forward with the statistics of the batch, which the moving ones take up as the scalar `kept` says. */
export const STATISTICS = 2;

export interface CompiledNetwork {
  readonly program: Program;
  readonly parameters: ParameterLayout;
  /** To be written to these addresses, in bytes, before the first run. */
  readonly windows: readonly { readonly address: number; readonly window: Window }[];
  /** float32 [batch, ...inputShape] */
  readonly x: MemoryRegion;
  /** float32 [batch, classes] */
  readonly targets: MemoryRegion;
  /** float32 [batch, classes], the teacher's logits. */
  readonly teacher: MemoryRegion;
  /** float32 [batch, ...teacherShape], the teacher's values for each term of layers. */
  readonly teacherFeatures: readonly MemoryRegion[];
  /** float32 [batch] */
  readonly losses: MemoryRegion;
  /** float32 [batch, classes], of the routine INFER. */
  readonly logits: MemoryRegion;
  readonly classes: number;
  /** Dropout's factors, to be filled before each step. */
  readonly keeps: readonly Keep[];
  /** Of every node after INFER, when compiled to show them. */
  readonly values: readonly MemoryRegion[];
}

interface Keep {
  readonly name: string;
  /** Share that is dropped. */
  readonly rate: number;
  /** Of one sample. */
  readonly floats: number;
  readonly region: MemoryRegion;
}

/** What a training step does with the answers and the gradients: one of the losses, one of the optimizers. */
export interface TrainingMethod {
  readonly loss: LossChoice;
  readonly optimizer: OptimizerChoice;
  /** What compares layers with the teacher's, beside the loss of the answers. */
  readonly features?: readonly FeatureTerm[];
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
  readonly method?: TrainingMethod;
  /** For the method's `features`; their parameters are trained with those of the network. */
  readonly regressors?: Regressors;
  /** Keep every node's values readable after INFER. */
  readonly showValues?: boolean;
  /** Kernels over any memory, which say how much workspace they need. */
  readonly sizing: Kernels;
}

/** Allocates nothing: addresses are bytes in a memory of `program.memoryBytes`. Throws for a kind of layer, a loss or
 * an optimizer that is not among `parts`. */
export function compile(options: CompileOptions, parts: Parts = SHIPPED): CompiledNetwork {
  const { network, batch, method, regressors = NO_REGRESSORS, showValues = false, sizing } = options;
  const trained = { ...network, nodes: [...network.nodes, ...regressors.nodes] };
  const { layers } = parts;
  const optimizer = method && chosenOf(parts.optimizers, method.optimizer);
  const layout = memoryLayout(batch, sizing);
  const { persistent } = layout;
  const control = persistent(CONTROL_BYTES).address;
  const scalars = persistent(SCALARS.length * 8).address;
  const parameters = placeParameters(trained, layers, optimizer?.entry.states, persistent);
  const x = persistent(batch * sizeOf(network.inputShape) * 4);
  const classes = sizeOf(network.nodes[network.nodes.length - 1].outputShape);
  const perSample = (words: number) => persistent(batch * words * 4);
  const [targets, losses, teacher] = [perSample(classes), perSample(1), perSample(classes)];
  const teacherFeatures = (method?.features ?? []).map(({ teacherShape }) => perSample(sizeOf(teacherShape)));
  const keeps: Keep[] = [];
  const keep = (node: AnyNode, rate: number) => {
    const floats = sizeOf(node.outputShape);
    const region = perSample(floats);
    keeps.push({ name: node.name, rate, floats, region });
    return region;
  };
  const common = { layers, parameters, x, keep };

  const inferring = layout.routine();
  const plan = stagesOf(network, layers, { ...WITHOUT_DROPOUT, unfused: showValues });
  const inferred = emitForward({ ...common, network, plan, emitter: inferring.emitter, training: false });
  const logits = inferred.outputs[plan.output] ?? x;
  for (const region of showValues ? inferred.outputs : [logits]) inferring.keepUntilEnd(region);

  const training = layout.routine();
  if (method) {
    const end = network.nodes.length - 1;
    const pass = { ...common, network: trained, end, compared: regressors.compared, emitter: training.emitter };
    emitTraining({ ...pass, parts, method, classes, targets, teacherFeatures, losses });
  }
  const measuring = layout.routine();
  if (method) {
    const pass = { ...common, network, plan: stagesOf(network, layers, WITHOUT_DROPOUT), emitter: measuring.emitter };
    emitForward({ ...pass, training: true, kept: scalar('kept') });
  }
  const { workspace, workspaceBytes } = layout.finish();
  const all = [inferring, training, measuring];
  const split = all.map(({ calls }) => separate(calls));
  const phases = split[TRAIN].filter((step) => step === 'barrier').length + 1;
  const most = Math.min(options.threads, batch);
  const threads = options.everyThread ? most : threadCount(network, layers, { batch, phases, most });
  const memoryBytes = workspace + workspaceBytes * threads + TAIL_BYTES;
  const routines = (threads > 1 ? split : all.map(({ calls }) => calls)).map(toRoutine);
  const program = { threads, memoryBytes, control, scalars, workspace, workspaceBytes, routines };
  const values = showValues ? plan.sourceOf.map((source) => inferred.outputs[source] ?? x) : [];
  const inputs = { x, targets, teacher, teacherFeatures };
  return { program, parameters, windows: layout.windows, ...inputs, losses, logits, classes, keeps, values };
}

const WITHOUT_DROPOUT: Use = { unfused: false, training: false };

interface PassInput {
  readonly network: Network;
  readonly layers: LayerList;
  readonly parameters: ParameterLayout;
  readonly x: MemoryRegion;
  readonly keep: (node: AnyNode, rate: number) => MemoryRegion;
  readonly emitter: Emitter;
}

interface TrainingPass extends PassInput {
  /** Indices of the node that the network ends in, and of those that are compared with the teacher's. */
  readonly end: number;
  readonly compared: readonly number[];
  readonly parts: Parts;
  readonly method: TrainingMethod;
  readonly classes: number;
  readonly targets: MemoryRegion;
  readonly teacherFeatures: readonly MemoryRegion[];
  readonly losses: MemoryRegion;
}

/** Forward, the loss, backward, the optimizer. */
function emitTraining(input: TrainingPass): void {
  const { network, layers, parameters, x, emitter, parts, method, classes, targets, losses } = input;
  const plan = stagesOf(network, layers, { unfused: false, training: true }, input);
  const forward = emitForward({ ...input, plan, training: true });
  const dLogits = emitter.perSample(classes);
  const logits = forward.outputs[plan.output] ?? x;
  const loss = chosenOf(parts.losses, method.loss);
  // The teacher's address is a scalar, since a batch may come without one.
  const site = { ...emitter, classes, logits, targets, teacher: scalar('teacher'), losses, dLogits };
  loss.entry.emit(loss.value, site);
  const wanted = [{ stage: plan.output, dy: dLogits }, ...emitFeatureLosses(input, plan, forward)];
  emitBackward(input, plan, forward, wanted);
  const { block, gradients, states } = parameters;
  const range = elements(block.bytes / 4, 16);
  const optimizer = chosenOf(parts.optimizers, method.optimizer);
  optimizer.entry.emit(optimizer.value, { ...emitter, range, parameters: block, gradients, states });
}

/** A gradient that a loss gives to the output of a stage. */
interface WantedGradient {
  readonly stage: number;
  readonly dy: MemoryRegion;
}

/** Each adds to `losses`. */
function emitFeatureLosses(input: TrainingPass, plan: StagePlan, { outputs }: ForwardPass): WantedGradient[] {
  const { network, x, emitter, parts, method, compared, teacherFeatures, losses } = input;
  return (method.features ?? []).map(({ loss, teacherShape }, i) => {
    const { entry, value } = chosenOf(parts.featureLosses, loss);
    const studentShape = network.nodes[compared[i]].outputShape;
    const stage = plan.sourceOf[compared[i]];
    const dStudent = emitter.perSample(sizeOf(studentShape));
    const [student, teacher] = [outputs[stage] ?? x, teacherFeatures[i]];
    entry.emit(value, { ...emitter, student, studentShape, teacher, teacherShape, losses, dStudent });
    return { stage, dy: dStudent };
  });
}

interface ForwardInput extends PassInput {
  readonly plan: StagePlan;
  readonly training: boolean;
  /** As a layer's site has it. */
  readonly kept?: Operand;
}

interface ForwardPass {
  /** By stage. */
  readonly outputs: readonly MemoryRegion[];
  readonly backwards: readonly Backward[];
}

function emitForward(input: ForwardInput): ForwardPass {
  const { network, layers, parameters, x, keep, plan, emitter, training, kept } = input;
  const outputs: MemoryRegion[] = [];
  const nodes: readonly AnyNode[] = network.nodes;
  const backwards = plan.stages.map(({ node, activation }) => {
    const index = nodes.indexOf(node);
    const own = parameters.placed.filter((parameter) => parameter.node === index);
    const y = emitter.perSample(sizeOf(node.outputShape));
    const site: LayerSite<AnyNode> = {
      ...emitter,
      node,
      activation,
      training,
      ...(kept !== undefined && { kept }),
      x: node.inputs.map((input) => outputs[sourceOf(plan, input)] ?? x),
      xShapes: node.inputs.map((input): Shape => (input < 0 ? network.inputShape : nodes[input].outputShape)),
      y,
      parameter: (name) => own.find((parameter) => parameter.name === name),
      keep: (rate) => keep(node, rate),
    };
    outputs.push(y);
    return layerOf(layers, node.kind).steps(site);
  });
  return { outputs, backwards };
}

function sourceOf({ sourceOf: sources }: StagePlan, node: number): number {
  return node < 0 ? -1 : sources[node];
}

/** From the last stage to the first. Gradients that meet are added in that order. */
function emitBackward(
  { layers, emitter: { emit } }: PassInput,
  plan: StagePlan,
  { backwards }: ForwardPass,
  wanted: readonly WantedGradient[],
): void {
  const { stages } = plan;
  const inputsOf = (stage: number) => stages[stage].node.inputs.map((input) => sourceOf(plan, input));
  const learns: boolean[] = [];
  for (const [i, { node }] of stages.entries()) {
    const isTrainedHere = Object.keys(valuesOf(node)).some((name) => isTrained(node, name, layers));
    learns.push(isTrainedHere || inputsOf(i).some((input) => input >= 0 && learns[input]));
  }
  const gradients = new Map<number, MemoryRegion>();
  const add = (stage: number, dy: MemoryRegion) => {
    const before = gradients.get(stage);
    if (!before) gradients.set(stage, dy);
    else emit('accumulate', samples(sizeOf(stages[stage].node.outputShape)), read(dy), update(before));
  };
  for (const { stage, dy } of wanted) if (stage >= 0) add(stage, dy);
  for (let stage = stages.length - 1; stage >= 0; stage--) {
    const dy = gradients.get(stage);
    if (!dy || !learns[stage]) continue;
    const inputs = inputsOf(stage);
    const wants = (input: number) => inputs[input] >= 0 && learns[inputs[input]];
    backwards[stage]({
      dy,
      wants,
      give(input, dx) {
        if (wants(input)) add(inputs[input], dx);
      },
    });
  }
}

function toRoutine(steps: readonly (PlacedCall | 'barrier')[]): Routine {
  return steps.map((step) => {
    if (step === 'barrier') return step;
    const args = step.args.map((arg) => (typeof arg === 'object' && 'region' in arg ? arg.region.address : arg));
    return { kernel: step.kernel, range: step.range, args };
  });
}
