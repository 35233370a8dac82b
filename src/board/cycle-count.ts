// Cycles of one Invoke on a core, operator by operator, with the subgraphs that operators call: what is counted, what
// is bounded where there is no count, and what is missing.
import type { Profile } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';
import type { CoreCycles } from './cores/cycles.ts';
import { type FlashCache, linesOf, weightLines } from './cores/flash-cache.ts';
import { type CountGap, type InstructionCounts, instructionsOf, type NamedOperator } from './instructions.ts';

export interface OperatorCycles {
  readonly operatorIndex: number;
  readonly op: string;
  readonly cycles: number;
}

/** Of the core; what flash outside the chip takes beside them. */
export interface CoreOperatorCycles extends OperatorCycles {
  /** Lines of weights and code that a cache in front of it fetches; 0 where there is none. */
  readonly flashLines: number;
  /** Those of them that a pass over the weights has to fetch after another pass did. */
  readonly linesAgain: number;
}

export interface CycleCount {
  /** Of the main subgraph, without those that are missing; one that calls another subgraph has its cycles too. */
  readonly operators: readonly CoreOperatorCycles[];
  /** Weights, and the code of every routine once, where a cache stands before them. */
  readonly flashBytes: number;
  /** How much of the sum the bounded operators may be off, on either side; 0 where all are counted. */
  readonly bandPercent: number;
  /** Operators of which nothing is known, the first in the order of execution first. */
  readonly missing: readonly NoFigure[];
}

/** Why the sum is not that of the whole model; undefined where nothing is missing. */
export function describeMissing({ missing }: Pick<CycleCount, 'missing'>): string | undefined {
  const [first, ...others] = missing;
  if (!first || others.length === 0) return first?.reason;
  return `${first.reason} (and ${others.length} other ${others.length === 1 ? 'operator' : 'operators'})`;
}

/** What operators without a count may execute together, of all counted instructions, to be bounded: half of it is
 * added, so that the sum is off by 5 % at most. */
const MOST_SHARE = 0.1;

/** What an operator executes, with the subgraph that it calls. */
interface Cost {
  readonly instructions: number;
  readonly cycles: number;
  readonly flashLines: number;
  readonly linesAgain: number;
  /** How many of the cycles may be missing or too many: of operators that were counted on another core. */
  readonly unsure: number;
  /** The most that parts without a count can execute beside that. */
  readonly most: number;
  /** Why there is a part that nothing bounds. */
  readonly unbounded?: string;
}

interface Step extends NamedOperator {
  readonly cost: Cost;
  /** Of a step with parts that have no count. */
  readonly reason?: string;
}

export function countCycles(model: ResolvedModel, profile: Profile, core: CoreCycles): CycleCount {
  const { steps: all, flashBytes } = stepsOf(model, profile, core);
  const steps = sureEnough(all);
  const [instructions, cycles] = [sumOf(steps, 'instructions'), sumOf(steps, 'cycles')];
  const perInstruction = instructions === 0 ? 0 : cycles / instructions;
  const bounded = boundedSteps(steps, MOST_SHARE * instructions);
  const halfOf = (step: Step) => (bounded.has(step) ? (step.cost.most / 2) * perInstruction : 0);
  const isMissing = (step: Step) => step.reason !== undefined && !bounded.has(step);
  const operators = steps
    .filter((step) => !isMissing(step))
    .map((step): CoreOperatorCycles => {
      const { operatorIndex, op, cost } = step;
      const { flashLines, linesAgain } = cost;
      return { operatorIndex, op, cycles: cost.cycles + halfOf(step), flashLines, linesAgain };
    });
  const unsure = steps.reduce((sum, step) => sum + halfOf(step) + step.cost.unsure, 0);
  return {
    operators,
    flashBytes,
    bandPercent: unsure === 0 ? 0 : (100 * unsure) / operators.reduce((sum, o) => sum + o.cycles, 0),
    missing: steps.filter(isMissing).map(({ reason = '' }) => ({ reason })),
  };
}

/** What estimates may be off together, of all cycles: with a band of 25 %, 30 % in all. */
const MOST_UNSURE = 0.16;

/** Where operators that were counted on another core decide the sum, they are as good as not counted. */
function sureEnough(steps: readonly Step[]): readonly Step[] {
  if (sumOf(steps, 'unsure') <= MOST_UNSURE * sumOf(steps, 'cycles')) return steps;
  const reason = 'it has been counted on another core only';
  return steps.map((step) =>
    step.cost.unsure > 0
      ? { ...step, cost: { ...NOTHING, unbounded: reason }, reason: reasonOf({ ...step, reason }) }
      : step,
  );
}

function sumOf(steps: readonly Step[], key: Exclude<keyof Cost, 'unbounded'>): number {
  return steps.reduce((sum, { cost }) => sum + cost[key], 0);
}

/** The cheapest steps with parts that have no count, as far as they may execute no more than this together. */
function boundedSteps(steps: readonly Step[], mostInstructions: number): ReadonlySet<Step> {
  const found = new Set<Step>();
  const bounds = steps.filter(({ reason, cost }) => reason !== undefined && cost.unbounded === undefined);
  let sum = 0;
  for (const step of bounds.sort((a, b) => a.cost.most - b.cost.most)) {
    sum += step.cost.most;
    if (!(sum <= mostInstructions)) break;
    found.add(step);
  }
  return found;
}

/** Every operator of the main subgraph, and the bytes that all subgraphs read from flash outside the chip. */
function stepsOf(
  model: ResolvedModel,
  profile: Profile,
  core: CoreCycles,
): { readonly steps: readonly Step[]; readonly flashBytes: number } {
  const routines = new Set<string>();
  let flashBytes = 0;
  // Each subgraph once, however many operators call it; undefined while it is being looked at.
  const known = new Map<number, readonly Step[] | undefined>();
  const visit = (subgraph: number): readonly Step[] | undefined => {
    if (known.has(subgraph)) return known.get(subgraph);
    known.set(subgraph, undefined);
    const steps = instructionsOf(model, profile, subgraph).map((counts, index): Step => {
      const { operatorIndex, op } = counts;
      const isFirst = 'routine' in counts && !routines.has(counts.routine);
      if ('routine' in counts) {
        routines.add(counts.routine);
        flashBytes += counts.weightBytes + (isFirst ? (core.flashCache?.codeBytes ?? 0) : 0);
      }
      const own = costOf(counts, core, isFirst);
      const { name, row, node } = model.operators[subgraph][index];
      // TFLM runs CALL_ONCE's subgraph on the first Invoke only; of IF's two the dearer one is counted.
      if (name !== 'IF')
        return { operatorIndex, op, cost: own, ...('reason' in counts && { reason: reasonOf(counts) }) };
      const branches = (row.calls ?? []).map((option) => visit(Number(node.operator.options[option] ?? -1)));
      return branchStep({ operatorIndex, op }, own, branches);
    });
    known.set(subgraph, steps);
    return steps;
  };
  return { steps: visit(0) ?? [], flashBytes };
}

/** IF itself has no count: it copies its inputs and outputs. */
function branchStep(operator: NamedOperator, own: Cost, branches: readonly (readonly Step[] | undefined)[]): Step {
  const costs = branches.map(branchCost);
  const dearest = costs.reduce((most, cost) => (weightOf(cost) > weightOf(most) ? cost : most), NOTHING);
  const unbounded = [own, ...costs].find((cost) => cost.unbounded !== undefined)?.unbounded;
  const cost: Cost = {
    instructions: own.instructions + dearest.instructions,
    cycles: own.cycles + dearest.cycles,
    flashLines: own.flashLines + dearest.flashLines,
    linesAgain: own.linesAgain + dearest.linesAgain,
    unsure: own.unsure + dearest.unsure,
    most: own.most + dearest.most,
    ...(unbounded !== undefined && { unbounded }),
  };
  return { ...operator, cost, reason: reasonOf({ ...operator, reason: unbounded ?? 'it has not been counted' }) };
}

function branchCost(steps: readonly Step[] | undefined): Cost {
  if (!steps) return { ...NOTHING, unbounded: 'it calls a subgraph that calls itself or is not there' };
  const unbounded = steps.find(({ cost }) => cost.unbounded !== undefined)?.reason;
  return {
    instructions: sumOf(steps, 'instructions'),
    cycles: sumOf(steps, 'cycles'),
    flashLines: sumOf(steps, 'flashLines'),
    linesAgain: sumOf(steps, 'linesAgain'),
    unsure: sumOf(steps, 'unsure'),
    most: sumOf(steps, 'most'),
    ...(unbounded !== undefined && { unbounded }),
  };
}

const weightOf = ({ instructions, most }: Cost) => instructions + most;

const NOTHING: Cost = { instructions: 0, cycles: 0, flashLines: 0, linesAgain: 0, unsure: 0, most: 0 };

function costOf(counts: InstructionCounts | CountGap, core: CoreCycles, isFirst: boolean): Cost {
  if (!('reason' in counts)) {
    const { instructions, offBy } = counts;
    const cycles = cyclesOfCounts(counts, core);
    const lines = core.flashCache ? linesOfCounts(counts, core.flashCache, isFirst) : {};
    return { ...NOTHING, ...lines, instructions, cycles, unsure: offBy * cycles };
  }
  const { most, reason } = counts;
  return most === undefined ? { ...NOTHING, unbounded: reason } : { ...NOTHING, most };
}

function linesOfCounts(counts: InstructionCounts, cache: FlashCache, isFirst: boolean) {
  const weights = weightLines(counts, cache);
  const linesAgain = weights - linesOf(counts.weightBytes, cache);
  return { flashLines: weights + (isFirst ? linesOf(cache.codeBytes, cache) : 0), linesAgain };
}

/** What a model can be converted with so that the operator goes away. */
const REMOVED_BY: Readonly<Partial<Record<string, string>>> = {
  QUANTIZE: 'convert with int8 input and output',
  DEQUANTIZE: 'convert with int8 input and output',
  CAST: 'convert with int8 input and output',
  SHAPE: 'convert with a fixed batch of 1',
  STRIDED_SLICE: 'convert with a fixed batch of 1',
  PACK: 'convert with a fixed batch of 1',
  WHILE: 'unroll the loop before converting',
};

function reasonOf({ operatorIndex, op, reason }: CountGap): string {
  const remedy = Object.hasOwn(REMOVED_BY, op) ? REMOVED_BY[op] : undefined;
  return `operator ${operatorIndex} (${op}): ${reason}${remedy === undefined ? '' : `; to remove it, ${remedy}`}`;
}

/** The pointwise convolution reads two rows of weights again and again before it goes on; all others stream them. */
const READS_AGAIN = 'conv 1x1';

function cyclesOfCounts({ routine, byClass, weightBytes }: InstructionCounts, core: CoreCycles): number {
  const { flashReads, ...classes } = byClass;
  let cycles = weightBytes * core.perWeightByte;
  if (routine !== READS_AGAIN) cycles += flashReads * core.perStreamedRead;
  for (const [name, count] of Object.entries(classes)) {
    cycles += count * core.perInstruction[name as keyof typeof classes];
  }
  return cycles;
}
