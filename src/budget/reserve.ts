// The `reserve:` section of kd.yaml: RAM and flash that the application needs beside a model.
import type { FromSchema } from 'json-schema-to-ts';
import { attempt, joinPath, must, mustAll, type Outcome, type Place, pathKey, under } from '../base/problem.ts';
import { parseQuantity } from '../base/quantity.ts';
import { BY_BOARD, holdsOn, partsOf, type Scope } from './by-board.ts';

const of = (memory: string, example: string) =>
  ({
    ...BY_BOARD,
    description: `${memory}, for example ${example}; or by board, with default for the others.`,
  }) as const;

export const RESERVE_SCHEMA = {
  type: 'object',
  description: 'What the application takes of every board: a model fits only in what remains.',
  additionalProperties: false,
  default: {},
  properties: {
    ram: of('RAM for stacks, heap, radio and buffers', '64 KiB'),
    flash: of('Flash for the firmware without the model and without TFLM', '200 KiB'),
  },
} as const;

export type ReserveParams = FromSchema<typeof RESERVE_SCHEMA>;

export const MEMORIES = ['ram', 'flash'] as const;
export type Memory = (typeof MEMORIES)[number];

/** One number of `reserve:`. */
export interface ReservePart extends Scope {
  readonly memory: Memory;
  /** Whole ones. */
  readonly bytes: number;
  /** As the user wrote it. */
  readonly text: string;
  readonly place?: Place;
}

export type Reserve = readonly ReservePart[];

/** What a board's memory loses to the application. */
export function reservedOn(reserve: Reserve, memory: Memory, board: string): number {
  return reserve.find((one) => one.memory === memory && holdsOn(one, board))?.bytes ?? 0;
}

/** Paths are those inside the section. What the schema has refused may come too. */
export function reserveOf(params: ReserveParams): Outcome<readonly (ReservePart & { readonly path: string })[]> {
  return attempt(() =>
    mustAll(
      MEMORIES.filter((memory) => params[memory] !== undefined).flatMap((memory) =>
        partsOf(params[memory]).map(({ key, written, ...scope }) =>
          attempt(() => {
            const path = key === undefined ? memory : joinPath(memory, pathKey(key));
            const { value } = must(under(path, parseQuantity(written, ['bytes'])));
            return { memory, bytes: Math.ceil(value), text: String(written).trim(), ...scope, path };
          }),
        ),
      ),
    ),
  );
}
