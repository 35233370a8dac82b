// --profile A --against B: what another build of the kernels changes for a model in memory, time and answers.
import { attempt, must, type Outcome, placed, reject } from '../../base/problem.ts';
import { MOST_MODEL_BYTES } from '../../base/read-file.ts';
import { type Board, isBoard, isComputer, type NamedBoard } from '../../board/board.ts';
import { executedOf } from '../../board/executed.ts';
import { instructionsOf } from '../../board/instructions.ts';
import { resolveNamed } from '../../config/resolve-boards.ts';
import type { Engine } from '../../gate/engine.ts';
import type { ExitStatus, Io } from '../../gate/io.ts';
import { type ModelMeasurement, measureModel, onBoard, profilesOf } from '../../gate/measure.ts';
import { type Arena, measureArena } from '../../micro/arena/arena.ts';
import { hasComparedAnswers, type Profile } from '../../micro/profile.ts';
import type { ReportedBoard } from '../../report/report.ts';
import { complaintsOn, type ProfileComplaints } from './details.ts';
import type { MeasureOptions } from './options.ts';

/** The model with one profile. */
export interface Side extends ProfileComplaints {
  readonly profile: Profile;
  readonly arena: Arena;
  /** Of one inference; absent where an operator has no count. */
  readonly instructions?: number;
  /** Where a board was named: the same with this profile. */
  readonly onBoard?: ReportedBoard;
  /** Whether it is known that its kernels answer as TFLM's reference kernels do, but for the complaints. */
  readonly hasComparedAnswers: boolean;
}

/** An operator with other scratch or other instructions; of the main subgraph where none is named. */
export interface OperatorChange {
  readonly index: number;
  readonly subgraph?: number;
  readonly op: string;
  readonly scratchBytes: Change<number>;
  readonly instructions: Change<number | undefined>;
}

export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

export interface KernelUpdate extends Change<Side> {
  readonly file: string;
  readonly model: ModelMeasurement;
  readonly operators: readonly OperatorChange[];
}

/** Runs inside an attempt. */
export async function measureAgainst(
  io: Io,
  engine: Engine,
  file: string,
  { against, ...options }: MeasureOptions & { readonly against: string },
): Promise<KernelUpdate> {
  const board = boardOf(must(await resolveNamed(io.readNamed, options.board ?? [])));
  checkAlone(options, board);
  const [first] = must(profilesOf(board ? [board.profile] : (options.profile ?? []), []));
  const [second] = must(profilesOf([against], []));
  const bytes = must(await io.readUserFile(file, MOST_MODEL_BYTES));
  const model = must(placed(measureModel(bytes, [first, second], engine.makeKernels), { file }));
  const [before, after] = [first, second].map((profile) => must(placed(sideOf(model, profile, board), { file })));
  return { file, model, before, after, operators: changesOf(model, before, after) };
}

/** 1 where the model doesn't fit or run on the board any more, or still not. */
export function statusOfUpdate({ after }: KernelUpdate): ExitStatus {
  return after.onBoard?.fits === false ? 1 : 0;
}

/** Undefined where none is named. */
function boardOf(boards: readonly NamedBoard[]): Board | undefined {
  const [board] = boards;
  if (boards.length > 1) reject('arguments/against', '--against compares on one board; name --board once');
  if (!board || isBoard(board)) return board;
  if (isComputer(board)) return reject('arguments/against', `${board.id} runs no kernels of TFLM to compare`);
  return reject('arguments/against', `${board.id} is not measured: ${board.reason}`);
}

function checkAlone({ profile = [], board: _, json, ...others }: MeasureOptions, board: Board | undefined): void {
  if (profile.length + (board ? 1 : 0) !== 1) {
    const two = '--against compares two profiles: name one --profile, or one --board, to compare with it';
    reject('arguments/against', two);
  }
  const [unread] = Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (unread)
    reject('arguments/against', `--against compares kernels and takes no --${unread}; measure that by itself`);
}

function sideOf(model: ModelMeasurement, profile: Profile, board: Board | undefined): Outcome<Side> {
  return attempt(() => {
    const { resolved } = model;
    const executed = executedOf(resolved, profile);
    const isCounted = 'instructions' in executed && executed.bandPercent === 0;
    return {
      profile,
      arena: must(measureArena(resolved, profile)),
      ...complaintsOn(resolved, profile),
      ...(isCounted && { instructions: executed.instructions }),
      ...(board && { onBoard: onBoard({ ...board, profile: profile.id }, model) }),
      hasComparedAnswers: hasComparedAnswers(profile),
    };
  });
}

function changesOf({ resolved }: ModelMeasurement, before: Side, after: Side): OperatorChange[] {
  const scratch = [before, after].map(({ arena }) => scratchOf(arena));
  const counted = [before, after].map(({ profile }) =>
    instructionsOf(resolved, profile).map((row) => ('instructions' in row ? row.instructions : undefined)),
  );
  return resolved.operators.flatMap((operators, subgraph) =>
    operators.flatMap(({ index, name }): OperatorChange[] => {
      const [scratchBytes, instructions] = [
        changeOf(scratch.map((bytes) => bytes.get(`${subgraph} ${index}`) ?? 0)),
        changeOf(counted.map((counts) => (subgraph === 0 ? counts[index] : undefined))),
      ];
      const isSame = [scratchBytes, instructions].every((change) => change.before === change.after);
      return isSame ? [] : [{ index, ...(subgraph > 0 && { subgraph }), op: name, scratchBytes, instructions }];
    }),
  );
}

const changeOf = <T>([before, after]: readonly T[]): Change<T> => ({ before, after });

/** Bytes of each operator, by subgraph and index. */
function scratchOf({ planned }: Arena): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const buffer of planned) {
    if (buffer.kind !== 'scratch') continue;
    const key = `${buffer.subgraph} ${buffer.index}`;
    bytes.set(key, (bytes.get(key) ?? 0) + buffer.bytes);
  }
  return bytes;
}
