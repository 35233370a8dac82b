// Boards that fail, or stay unmeasured, without any budget: each once, with the reason; and what the others have left.
import type { ModelOrigin } from '../budget/advice.ts';
import type { Judgement } from '../budget/judge.ts';
import { MEMORIES, type Memory, type Reserve, reservedOn } from '../budget/reserve.ts';
import { formatBytes } from './format.ts';
import type { BoardHeadroom, MeasuredModel, ModelReport, ReportedBoard } from './report.ts';

type OnBoards = Pick<ModelReport, 'model' | 'boards' | 'unmeasuredBoards'>;

const LARGER_BOARD = 'or choose a larger board';
const MADE_HERE = {
  ram: 'stride earlier or narrow the layers alive at the peak',
  flash: 'use fewer filters or units',
};
const MISFIT_ADVICE: Readonly<Record<ModelOrigin, Readonly<Record<Memory, string>>>> = {
  distilled: MADE_HERE,
  trained: MADE_HERE,
  kept: MADE_HERE,
  file: {
    ram: 'export a model that strides earlier or is narrower at the peak',
    flash: 'export a model with fewer or smaller weights',
  },
};

/** What a model needs of one memory of a board, and what the application leaves it there. */
interface Requirement {
  readonly memory: Memory;
  readonly measure: 'arena' | 'flash' | 'size';
  readonly value: number;
  readonly bandPercent?: number;
  readonly reservedBytes: number;
  /** Of the board, without what is reserved. */
  readonly limit: number;
}

function needsOn({ model }: OnBoards, board: ReportedBoard, reserve: Reserve): readonly Requirement[] {
  const needs = { ram: arenaNeed(model, board.profile), flash: flashNeed(model, board.profile) };
  const sizes = { ram: board.ramBytes, flash: board.flashBytes };
  return MEMORIES.map((memory) => {
    const reservedBytes = reservedOn(reserve, memory, board.id);
    return { memory, ...needs[memory], reservedBytes, limit: Math.max(0, sizes[memory] - reservedBytes) };
  });
}

function arenaNeed({ profiles }: MeasuredModel, profile: string): Pick<Requirement, 'measure' | 'value'> {
  return { measure: 'arena', value: own(profiles, profile)?.arenaMinBytes ?? 0 };
}

/** Of the model and the code that runs it; where that is not known, of the model alone. */
export function flashNeed(
  { costs, sizeBytes }: MeasuredModel,
  profile: string,
): Pick<Requirement, 'measure' | 'value' | 'bandPercent'> {
  const { flashBytes, flashBandPercent: bandPercent } = own(costs ?? {}, profile) ?? {};
  if (flashBytes === undefined) return { measure: 'size', value: sizeBytes };
  return { measure: 'flash', value: flashBytes, ...(bandPercent !== undefined && { bandPercent }) };
}

/** Whether a board's memory holds the model and, where it is known, the code that runs it; nothing is reserved. */
export function isHeldBy(
  model: MeasuredModel,
  { profile, ramBytes, flashBytes }: Pick<ReportedBoard, 'profile' | 'ramBytes' | 'flashBytes'>,
): boolean {
  return arenaNeed(model, profile).value <= ramBytes && flashNeed(model, profile).value <= flashBytes;
}

/** Whether the model fits beside what is reserved. */
export function hasRoom({ id, fits }: ReportedBoard, headroom: readonly BoardHeadroom[] = []): boolean {
  const left = headroom.find(({ board }) => board === id);
  return fits && !(left && (left.ram.bytes < 0 || left.flash.bytes < 0));
}

/** A name that every object has (`toString`) is no profile. */
export function own<Value>(byProfile: Readonly<Record<string, Value>>, profile: string): Value | undefined {
  return Object.hasOwn(byProfile, profile) ? byProfile[profile] : undefined;
}

/** In the order of the boards; those that can't be measured last. */
export function hindrances(figures: OnBoards, origin: ModelOrigin, reserve: Reserve): Judgement[] {
  const { boards, unmeasuredBoards = [] } = figures;
  const common = { measure: 'arena', kind: 'max', level: 'fail', text: 'the board', ofBoard: true } as const;
  return [
    ...boards.flatMap((board): Judgement[] => {
      const { id: scope, refused: reason } = board;
      if (reason !== undefined) return [{ ...common, scope, verdict: 'fail', reason }];
      return misfitOf(needsOn(figures, board, reserve), board, MISFIT_ADVICE[origin]);
    }),
    ...unmeasuredBoards.map(
      ({ id: scope, reason }): Judgement => ({ ...common, scope, verdict: 'not measured', reason }),
    ),
  ];
}

/** What a board can't hold fails without a budget: a model that doesn't fit runs nowhere. */
function misfitOf(
  needs: readonly Requirement[],
  { id: scope }: ReportedBoard,
  advice: Readonly<Record<Memory, string>>,
): Judgement[] {
  const found = needs.filter(({ value, limit }) => value > limit);
  const [first, second] = found;
  if (!first) return needs.flatMap((need) => doubtOf(need, scope));
  const { measure, value, limit, bandPercent } = first;
  const file = second?.measure === 'flash' ? 'its file with the code that runs it' : 'its file';
  const too = second ? `, and ${file} is ${formatBytes(second.value - second.limit)} over the flash` : '';
  const cures = found.map(({ memory }) => advice[memory]).join('; ');
  const less = found.some(({ reservedBytes }) => reservedBytes > 0) ? ', reserve less' : '';
  return [
    {
      ...{ measure, scope, kind: 'max', level: 'fail', verdict: 'fail', text: textOf(first) },
      ...{ limit, value, excess: value - limit, headroom: limit - value },
      ...(bandPercent !== undefined && { bandPercent }),
      reason: `the model does not fit${too}; ${cures}${less}, ${LARGER_BOARD}`,
    },
  ];
}

/** A figure that fits, with a band that doesn't. */
function doubtOf(need: Requirement, scope: string): Judgement[] {
  const { measure, value, limit, bandPercent = 0 } = need;
  const bandEnd = value * (1 + bandPercent / 100);
  if (bandEnd <= limit) return [];
  return [
    {
      ...{ measure, scope, kind: 'max', level: 'fail', verdict: 'warn', text: textOf(need) },
      ...{ limit, value, bandPercent, bandEnd, headroom: limit - value },
      reason: `the model fits, but the band reaches ${formatBytes(bandEnd)}, over the board`,
    },
  ];
}

/** `max 262,144 B, the RAM of the board` */
function textOf({ memory, limit, reservedBytes }: Requirement): string {
  const name = memory === 'ram' ? 'RAM' : 'flash';
  const kept = reservedBytes > 0 ? ` without the ${formatBytes(reservedBytes)} of reserve.${memory}` : '';
  return `${formatBytes(limit)}, the ${name} of the board${kept}`;
}

/** Of the boards on which the model runs. */
export function boardHeadroom(figures: OnBoards, reserve: Reserve): BoardHeadroom[] {
  return figures.boards.flatMap((board) => {
    if (board.refused !== undefined) return [];
    const [ram, flash] = needsOn(figures, board, reserve).map(({ measure, value, limit, reservedBytes }) => ({
      ...(reservedBytes > 0 && { reservedBytes }),
      bytes: limit - value,
      ...(limit > 0 && { percent: (100 * (limit - value)) / limit }),
      ...(measure === 'size' && { atMost: true }),
    }));
    return [{ board: board.id, ram, flash }];
  });
}
