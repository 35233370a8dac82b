// Flash that firmware spends on a model: its bytes, and the code of TFLM and of the kernels that its operators pull in.
import type { Profile } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import type { NoFigure } from '../micro/work/work.ts';

/** The files of flash/ as JSON, which scripts/data.mjs writes in when the program is bundled or tested. */
declare const KD_GATE_KERNEL_CODE: string;

/** One file: what linking each operator alone told. */
interface CodeTable {
  readonly profiles: readonly string[];
  /** How far base and pieces were from sets of operators that were linked, at most. */
  readonly bandPercent: number;
  readonly baseBytes: number;
  readonly pieces: readonly number[];
  /** By operator, the pieces that it pulls in. */
  readonly operators: Readonly<Record<string, readonly number[]>>;
}

const TABLES: readonly CodeTable[] = JSON.parse(KD_GATE_KERNEL_CODE);

export interface CodeSize {
  readonly codeBytes: number;
  readonly bandPercent: number;
}

export interface Flash {
  /** Of the model and the code that runs it. */
  readonly flashBytes: number;
  /** Only the code has one: it is the smaller, the more the model outweighs it. */
  readonly bandPercent: number;
}

/** `modelBytes`: of the file. Pure: from the kinds of operators alone. */
export function flashOf(model: ResolvedModel, profile: Profile, modelBytes: number): Flash | NoFigure {
  const names = model.operators.flatMap((operators) => operators.map(({ name }) => name));
  const code = codeOf(names, profile.id);
  if ('reason' in code) return code;
  const flashBytes = modelBytes + code.codeBytes;
  return { flashBytes, bandPercent: Math.ceil((10 * code.bandPercent * code.codeBytes) / flashBytes) / 10 };
}

/** Of an interpreter with these operators, each of which may be named again. */
export function codeOf(operators: readonly string[], profile: string): CodeSize | NoFigure {
  const table = TABLES.find(({ profiles }) => profiles.includes(profile));
  if (!table) return { reason: `the code of TFLM's kernels has not been measured on ${profile}` };
  const piecesOf = new Map(Object.entries(table.operators));
  const unknown = operators.find((name) => !piecesOf.has(name));
  if (unknown !== undefined) return { reason: `the code of ${unknown} has not been measured on ${profile}` };
  const pieces = new Set(operators.flatMap((name) => piecesOf.get(name) ?? []));
  const codeBytes = [...pieces].reduce((sum, piece) => sum + table.pieces[piece], table.baseBytes);
  return { codeBytes, bandPercent: table.bandPercent };
}
