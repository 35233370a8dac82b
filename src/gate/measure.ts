// The right half of the gate: the bytes of any .tflite file to what they cost and what they answer.
import { gzipSync } from 'fflate';
import { crc32, sha256Hex } from '../base/digest.ts';
import { attempt, must, mustAll, type Outcome, type Problem, problemsOf, reject, rejectAll } from '../base/problem.ts';
import { type Board, type Computer, isBoard, isComputer, type NamedBoard } from '../board/board.ts';
import { executedOf } from '../board/executed.ts';
import { flashOf } from '../board/flash.ts';
import { latencyOf } from '../board/latency.ts';
import { type OwnTime, ownTimeOf } from '../board/own-figures.ts';
import { type Arena, measureArena, measureRefusals, warningsOn } from '../micro/arena/arena.ts';
import { createInterpreter, type Interpreter } from '../micro/interpret.ts';
import { precisionOf } from '../micro/precision.ts';
import { findProfile, type Profile, profileOf } from '../micro/profile.ts';
import { lookUp, type ResolvedModel } from '../micro/resolve.ts';
import { variablesOf } from '../micro/variables.ts';
import { isHeldBy } from '../report/misfits.ts';
import type {
  ArenaFigures,
  MeasuredModel,
  ReportedBoard,
  ReportedComputer,
  UnmeasuredBoard,
} from '../report/report.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import type { Model } from '../tflite/model.ts';
import { readModel } from '../tflite/read.ts';
import { arenaMapsOf } from './arena-maps.ts';
import { instructionsByOperator, msByOperator, weightBytesOf } from './operator-costs.ts';
import { tryOnZeros } from './trial-run.ts';

/** A model's bytes, and this thread's interpreter of them. */
export interface LoadedModel {
  readonly bytes: Uint8Array;
  readonly interpreter: Interpreter;
}

export interface ModelMeasurement extends LoadedModel {
  /** As the file has it. */
  readonly model: Model;
  readonly resolved: ResolvedModel;
  readonly figures: MeasuredModel;
  /** Why a profile that was asked for has no arena in the figures, by its id. */
  readonly profileProblems: ReadonlyMap<string, readonly Problem[]>;
}

/**
 * Sizes in bytes, MACs, and the arena with each profile. The model is run once, on zeros.
 * Problems: what `readModel`, `resolve`, `createInterpreter`, `tryOnZeros` and, for every profile, `measureArena` find.
 */
export function measureModel(
  bytes: Uint8Array,
  profiles: readonly Profile[],
  makeKernels: MakeKernels,
): Outcome<ModelMeasurement> {
  return attempt(() => {
    const model = must(readModel(bytes));
    const { resolved, interpreter } = must(prepareModel(model, makeKernels));
    must(tryOnZeros(interpreter));
    const weightBytes = weightBytesOf(resolved);
    const operators = interpreter.operators.map(({ index, op, macs, outputShape }) => ({
      index,
      op,
      macs,
      outputShape: [...outputShape],
      weightBytes: weightBytes[index],
    }));
    const { count: resourceVariables } = variablesOf(resolved);
    const costs = profiles.map((profile) => [profile.id, costsOn(resolved, profile, bytes.length)] as const);
    const arenas = profiles.map((profile) => [profile.id, measureArena(resolved, profile)] as const);
    const found = arenas.flatMap(([id, arena]) => (arena.ok ? [[id, arena.value] as const] : []));
    const precision = precisionOf(resolved.model);
    const figures: MeasuredModel = {
      sha256: sha256Hex(bytes),
      sizeBytes: bytes.length,
      gzipBytes: gzipBytes(bytes),
      macs: operators.reduce((sum, { macs }) => sum + macs, 0),
      ...(precision && { precision }),
      operators,
      ...operatorWarnings(interpreter),
      ...(resourceVariables > 0 && { resourceVariables }),
      ...(profiles.length > 0 && { runtime: runtimeOf(profiles) }),
      profiles: Object.fromEntries(found.map(([id, arena]) => [id, arenaFigures(arena)])),
      ...(found.length > 0 && { arenaMaps: arenaMapsOf(found, resolved.model) }),
      ...(profiles.length > 0 && { costs: Object.fromEntries(costs.filter((_, i) => arenas[i][1].ok)) }),
    };
    const profileProblems = new Map(arenas.flatMap(([id, arena]) => (arena.ok ? [] : [[id, arena.problems] as const])));
    // Where one profile has an arena the others don't silence it.
    if (profileProblems.size === profiles.length) rejectAll([...profileProblems.values()].at(0) ?? []);
    return { bytes, interpreter, model, resolved, figures, profileProblems };
  });
}

function operatorWarnings({ warnings }: Interpreter): Pick<MeasuredModel, 'warnings'> {
  if (warnings.length === 0) return {};
  return {
    warnings: warnings.map(({ subgraph, index, op, text }) => ({
      operator: index,
      ...(subgraph > 0 && { subgraph }),
      op,
      text,
    })),
  };
}

/** All operators that are not supported and all types that the others don't take are reported at once. */
function prepareModel(
  model: Model,
  makeKernels: MakeKernels,
): Outcome<{ readonly resolved: ResolvedModel; readonly interpreter: Interpreter }> {
  return attempt(() => {
    const { resolved, unsupported } = must(lookUp(model));
    const interpreter = createInterpreter(resolved, makeKernels);
    const others = problemsOf(interpreter).filter(({ code }) => code !== 'micro/unsupported');
    rejectAll([...unsupported, ...others]);
    return { resolved, interpreter: must(interpreter) };
  });
}

/** The sources that the figures of these profiles hold for. */
export function runtimeOf(profiles: readonly Profile[]): MeasuredModel['runtime'] {
  const [{ tflmCommit }] = profiles;
  const cmsisNnCommit = profiles.find((profile) => profile.cmsisNnCommit)?.cmsisNnCommit;
  const espTfliteMicroCommit = profiles.find((profile) => profile.espTfliteMicroCommit)?.espTfliteMicroCommit;
  const espNn = [...new Set(profiles.flatMap((profile) => profile.espNn ?? []))];
  return {
    tflmCommit,
    ...(cmsisNnCommit && { cmsisNnCommit }),
    ...(espTfliteMicroCommit && { espTfliteMicroCommit }),
    ...(espNn.length > 0 && { espNn }),
  };
}

/** The profiles with these ids, each once, or `otherwise` where there are none. Problem: `profile/unknown`. */
export function profilesOf(ids: readonly string[], otherwise: readonly Profile[]): Outcome<readonly Profile[]> {
  return attempt(() => (ids.length > 0 ? mustAll([...new Set(ids)].map(findProfile)) : otherwise));
}

/** Without a board the most common core, so that the arena has a figure at all. */
export function profilesOfBoards(boards: readonly NamedBoard[]): readonly Profile[] {
  const measurable = measurableBoards(boards);
  const ids = measurable.length > 0 ? measurable.map((board) => board.profile) : ['cortex-m4f/cmsis_nn'];
  return [...new Set(ids)].map(profileOf);
}

/** gzip level 9 by fflate, whose output doesn't depend on the machine; the time stamp in the header is fixed. */
export function gzipBytes(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9, mtime: 0 }).length;
}

export function arenaFigures({ arenaUsedBytes, arenaMinBytes, headBytes, tailBytes, peak }: Arena): ArenaFigures {
  const bytes = peak.liveBuffers.reduce((sum, buffer) => sum + buffer.bytes, 0);
  const peakFigures = peak.operatorIndex < 0 ? undefined : { operator: peak.operatorIndex, bytes };
  return { arenaUsedBytes, arenaMinBytes, headBytes, tailBytes, ...(peakFigures && { peak: peakFigures }) };
}

type Costs = NonNullable<MeasuredModel['costs']>[string];

/** What an Invoke executes and what lies in flash, or why that is not known. */
export function costsOn(model: ResolvedModel, profile: Profile, modelBytes: number): Costs {
  const executed = executedOf(model, profile);
  const flash = flashOf(model, profile, modelBytes);
  const byOperator = instructionsByOperator(executed, model.operators[0].length);
  return {
    ...('reason' in executed
      ? {
          ...(executed.atLeast !== undefined && { instructionsAtLeast: executed.atLeast }),
          instructionsReason: executed.reason,
        }
      : {
          instructions: executed.instructions,
          ...(executed.bandPercent > 0 && { instructionsBandPercent: executed.bandPercent }),
        }),
    ...('reason' in flash
      ? { flashReason: flash.reason }
      : { flashBytes: flash.flashBytes, flashBandPercent: flash.bandPercent }),
    ...(byOperator && { instructionsByOperator: byOperator }),
  };
}

/** What boards are asked about: nothing of it was run. */
export type BoardQuestion = Pick<ModelMeasurement, 'resolved' | 'figures' | 'profileProblems'>;

export interface OnBoards {
  readonly boards: ReportedBoard[];
  readonly computers: ReportedComputer[];
  readonly unmeasuredBoards: UnmeasuredBoard[];
}

/** In the order of the boards. The model must have been measured with the profile of each. */
export function onBoards(boards: readonly NamedBoard[], measurement: BoardQuestion): OnBoards {
  const found: OnBoards = { boards: [], computers: [], unmeasuredBoards: [] };
  for (const board of boards) {
    if (isComputer(board)) {
      found.computers.push(onComputer(board, measurement));
      continue;
    }
    const reason = isBoard(board) ? describeAll(measurement.profileProblems.get(board.profile)) : board.reason;
    if (reason !== undefined) found.unmeasuredBoards.push({ id: board.id, name: board.name, reason });
    else if (isBoard(board)) found.boards.push(onBoard(board, measurement));
  }
  return found;
}

const UNTIMED =
  "no network like this one was measured on this computer; run TensorFlow Lite's benchmark_model there, and " +
  '`kd-gate calibrate read` writes its time into a board file (docs/own-board.md)';

/** Nothing is simulated: a computer has no arena, and its time depends on its caches, threads and governor. */
function onComputer(
  computer: Computer,
  { resolved, figures }: Omit<BoardQuestion, 'profileProblems'>,
): ReportedComputer {
  const { id, name } = computer;
  return {
    id,
    name,
    ...(timeFigures(ownTimeOf(computer, figures.sha256, resolved.model)) ?? { latencyReason: UNTIMED }),
  };
}

function timeFigures(time: OwnTime | undefined) {
  if (!time) return undefined;
  const { latencyMs, bandPercent, source } = time;
  const band = bandPercent === undefined ? {} : { latencyBandPercent: bandPercent };
  return { latencyMs, ...band, latencySource: source };
}

function describeAll(problems: readonly Problem[] | undefined): string | undefined {
  return problems?.map(({ message }) => message).join('; ');
}

/** Those of which figures can be told. */
export function measurableBoards(boards: readonly NamedBoard[]): readonly Board[] {
  return boards.filter(isBoard);
}

/** Whether the model fits the board, and how long it runs there. */
export function onBoard(board: Board, { resolved, figures }: Omit<BoardQuestion, 'profileProblems'>): ReportedBoard {
  const { id, name, profile, ramBytes, flashBytes } = board;
  // Why it fails or answers something else with this core's kernels, whatever the arena.
  const refusals = measureRefusals(resolved, profileOf(profile));
  const refused = refusals.length > 0 ? describeAll(refusals) : undefined;
  if (refused !== undefined) return { id, name, profile, ramBytes, flashBytes, fits: false, refused };
  const { arenaMinBytes } = figures.profiles[profile];
  const fits = isHeldBy(figures, board);
  const warnings = warningsOn(resolved, profileOf(profile));
  const told = warnings.length > 0 && { warnings: [...warnings] };
  const own = timeFigures(ownTimeOf(board, figures.sha256, resolved.model));
  const time = own ?? timeOf(latencyOf(resolved, board, arenaMinBytes), board, resolved.operators[0].length);
  return { id, name, profile, ramBytes, flashBytes, fits, ...told, ...time };
}

function timeOf(latency: ReturnType<typeof latencyOf>, { clockHz }: Board, operators: number): Partial<ReportedBoard> {
  if (!('source' in latency)) return { latencyReason: latency.reason };
  const parts = msByOperator(latency, clockHz, operators);
  const byOperator = parts && { msByOperator: parts };
  if ('latencyMs' in latency) {
    const { latencyMs, bandPercent, source } = latency;
    return { latencyMs, latencyBandPercent: bandPercent, latencySource: source, ...byOperator };
  }
  const { latencyAtLeastMs, source, reason } = latency;
  return { latencyAtLeastMs, latencySource: source, latencyReason: reason, ...byOperator };
}

export interface RecordOutputs {
  /** The graph's outputs in order, record after record. */
  readonly outputs: Uint8Array;
  /** CRC-32 after the first record, lower-case hexadecimal, by tensor index; in further subgraphs `subgraph:index`. */
  readonly tensorCrcs: Readonly<Record<string, string>>;
}

/**
 * Runs raw records, each the graph's inputs in order; state is reset between them unless `stateful`.
 * Problems: `records/length`, and what an operator refuses while it runs.
 */
export function runRecords(interpreter: Interpreter, records: Uint8Array, stateful: boolean): Outcome<RecordOutputs> {
  return attempt(() => {
    const { inputs, outputs } = interpreter;
    const recordBytes = inputs.reduce((sum, { bytes }) => sum + bytes, 0);
    if (recordBytes === 0 || records.length % recordBytes !== 0) {
      const multiple = `no multiple of the ${recordBytes} bytes of one record (the graph's inputs in order)`;
      reject('records/length', `the inputs have ${records.length} bytes, which is ${multiple}`);
    }
    const count = records.length / recordBytes;
    const outputBytes = outputs.reduce((sum, { bytes }) => sum + bytes, 0);
    const dump = new Uint8Array(count * outputBytes);
    let tensorCrcs: Record<string, string> = {};
    for (let record = 0; record < count; record++) {
      if (record === 0 || !stateful) interpreter.reset();
      let from = record * recordBytes;
      for (const input of inputs) {
        interpreter.write(input, records.subarray(from, from + input.bytes));
        from += input.bytes;
      }
      must(interpreter.invoke());
      let to = record * outputBytes;
      for (const output of outputs) {
        dump.set(interpreter.read(output), to);
        to += output.bytes;
      }
      if (record === 0) tensorCrcs = crcsOf(interpreter);
    }
    return { outputs: dump, tensorCrcs };
  });
}

function crcsOf(interpreter: Interpreter): Record<string, string> {
  const named = interpreter.subgraphTensors.flatMap((tensors, subgraph) =>
    tensors
      .filter((tensor) => !tensor.isConstant)
      .map((tensor): [string, string] => [
        subgraph === 0 ? String(tensor.index) : `${subgraph}:${tensor.index}`,
        crc32(interpreter.read(tensor)).toString(16).padStart(8, '0'),
      ]),
  );
  return Object.fromEntries(named);
}
