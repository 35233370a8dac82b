// Which weights TFLM_DECODE shall unpack on the device: those whose compression makes flash smaller, the operator's
// code counted, while RAM and time stay within their limits.
import { attempt, must, type Outcome } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { rewrite } from '../compress/decode/rewrite.ts';
import { weightBuffersOf } from '../compress/decode/weight-buffers.ts';
import { formatBytes } from '../report/format.ts';
import { DECODE, type DecodeHeader } from '../tflite/decode-header.ts';
import type { Model } from '../tflite/model.ts';
import { type Candidate, type Contender, contendersOf, MOST_BUFFERS } from './decode-candidates.ts';
import { type Costs, costsOf, type DecodeLimitsOn, excessOf } from './decode-costs.ts';

/**
 * Code of TFLM_DECODE in firmware whose error strings are left out. A link for a Cortex-M4 with and without it (TFLM
 * 90b983c2, arm-none-eabi-gcc 12.2, kernels -O2); with the strings it is 21,700 B.
 */
export const DECODE_CODE_BYTES = 18_576;

export interface DecodeInput {
  /** As it would be shipped without. */
  readonly model: Model;
  /** The limits hold on each; without a board the arena is that of a Cortex-M4F with CMSIS-NN. */
  readonly boards: readonly Board[];
  readonly limits: DecodeLimitsOn;
  /** `writeModel` of tflite/write.ts, or what else makes the file that is shipped. */
  readonly write: (model: Model) => Uint8Array;
}

/** What happens to the data of one tensor, or of several that share them. */
export interface DecodeWeights {
  /** Of the first tensor. */
  readonly name: string;
  readonly plainBytes: number;
  readonly encoding?: {
    readonly kind: DecodeHeader['kind'];
    /** `LUT of 4 bits, 1 table` */
    readonly label: string;
    /** Encoded and ancillary data. */
    readonly bytes: number;
    /** By which the file got smaller. */
    readonly savedBytes: number;
  };
  /** Why they stay plain. */
  readonly reason?: string;
}

export interface DecodePrice {
  readonly before: Costs;
  readonly after: Costs;
  /** 0 where the model has TFLM_DECODE already. */
  readonly codeBytes: number;
  /** Of file and code; negative where flash grows. */
  readonly flashSavedBytes: number;
}

export interface DecodeChoice {
  /** What is to be shipped, and its file. */
  readonly model: Model;
  readonly file: Uint8Array;
  /** Why the model stays as it was. */
  readonly reason?: string;
  /** All that could be unpacked on the device, in the order of the model's buffers. */
  readonly weights: readonly DecodeWeights[];
  /** Of what was chosen, or would have been but for the reason; left out where nothing was. */
  readonly price?: DecodePrice;
}

/** A set of encodings that keeps every limit. */
interface Selection {
  readonly chosen: ReadonlyMap<Contender, { readonly candidate: Candidate; readonly savedBytes: number }>;
  readonly model: Model;
  readonly file: Uint8Array;
  readonly costs: Costs;
  /** Why the last candidate of a buffer was not taken. */
  readonly refusals: ReadonlyMap<Contender, string>;
}

/**
 * Takes what saves most first; each candidate is measured alone, and once with all that were taken before. Problems:
 * what `resolve` and `measureArena` find in the plain model.
 */
export function chooseDecode(input: DecodeInput): Outcome<DecodeChoice> {
  return attempt(() => {
    const { model, boards, limits, write } = input;
    const file = write(model);
    const unchanged = { model, file };
    const before = must(costsOf(file, boards));
    const buffers = weightBuffersOf(model);
    if (!buffers.ok) return { ...unchanged, weights: [], reason: buffers.problems[0].message };
    const excess = excessOf(before, boards, limits);
    if (excess !== undefined) return { ...unchanged, weights: [], reason: `the model as it is ${excess}` };
    const contenders = contendersOf(model, buffers.value, write);
    const start: Selection = { ...unchanged, costs: before, chosen: new Map(), refusals: new Map() };
    const best = contenders
      .flatMap((contender) => contender.candidates.map((candidate) => ({ contender, candidate })))
      .sort((a, b) => b.candidate.savedBytes - a.candidate.savedBytes)
      .reduce((so, { contender, candidate }) => extended(so, contender, candidate, input), start);
    const weights = contenders.map((contender) => described(contender, best));
    const [refusal] = best.refusals.values();
    if (best.chosen.size === 0) return { ...unchanged, weights, reason: refusal ?? NOTHING_SMALLER };
    const price = priceOf(model, before, best.costs);
    if (price.flashSavedBytes <= 0) return { ...unchanged, weights, price, reason: tooLittle(price) };
    return { model: best.model, file: best.file, weights, price };
  });
}

const NOTHING_SMALLER =
  'no weights take fewer bytes compressed, as each layer needs a table and two more tensors, some 200 B; ' +
  'larger layers do, clustered or pruned';

function extended(so: Selection, contender: Contender, candidate: Candidate, input: DecodeInput): Selection {
  if (so.chosen.has(contender)) return so;
  const { model: plain, write, boards, limits } = input;
  const refused = (why: string) => ({ ...so, refusals: new Map(so.refusals).set(contender, why) });
  const replacements = [...so.chosen.values()].map((taken) => taken.candidate.replacement);
  const model = rewrite(plain, [...replacements, candidate.replacement]);
  const file = write(model);
  const savedBytes = so.file.length - file.length;
  if (savedBytes <= 0) return refused('saves nothing beside the others');
  const costs = costsOf(file, boards);
  const why = costs.ok
    ? (excessOf(costs.value, boards, limits) ?? unknownTime(so.costs, costs.value))
    : costs.problems[0].message;
  if (!costs.ok || why !== undefined) return refused(`unpacked with "${contender.name}", the model ${why}`);
  const chosen = new Map(so.chosen).set(contender, { candidate, savedBytes });
  return { chosen, model, file, costs: costs.value, refusals: so.refusals };
}

/** Where a time was known before and isn't any more: nobody could tell what it costs. */
function unknownTime(before: Costs, after: Costs): string | undefined {
  const lost = after.boards.find(
    ({ latencyMs }, i) => typeof latencyMs !== 'number' && typeof before.boards[i].latencyMs === 'number',
  );
  return lost && `has no time on ${lost.board} any more: instructions of this form have not been counted`;
}

function described(contender: Contender, { chosen, refusals }: Selection): DecodeWeights {
  const { name, plainBytes, isTried } = contender;
  const taken = chosen.get(contender);
  if (!taken) {
    const reason = isTried ? 'takes no fewer bytes compressed' : `not among the ${MOST_BUFFERS} that could save most`;
    return { name, plainBytes, reason: refusals.get(contender) ?? reason };
  }
  const [{ kind, label }] = taken.candidate.replacement.encodings;
  return { name, plainBytes, encoding: { kind, label, bytes: taken.candidate.bytes, savedBytes: taken.savedBytes } };
}

function priceOf({ subgraphs }: Model, before: Costs, after: Costs): DecodePrice {
  const hasDecode = subgraphs.some(({ operators }) => operators.some(({ customCode }) => customCode === DECODE));
  const codeBytes = hasDecode ? 0 : DECODE_CODE_BYTES;
  return { before, after, codeBytes, flashSavedBytes: before.fileBytes - after.fileBytes - codeBytes };
}

function tooLittle({ before, after, codeBytes }: DecodePrice): string {
  const saved = formatBytes(before.fileBytes - after.fileBytes);
  return `saves ${saved} of weights, less than the ${formatBytes(codeBytes)} of code that DECODE adds`;
}
