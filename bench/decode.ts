// What TFLM_DECODE is worth on foreign models: file, code, RAM, instructions and time, with their weights unchanged and
// clustered to 16 values by plain k-means, which nobody trained again, so nothing is said about accuracy:
//   node bench/run.mjs bench/decode.ts [model.tflite ...]
// Without arguments the models of ../shared/oracle.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type Board, isBoard } from '../src/board/board.ts';
import { BOARD_FILES } from '../src/board/boards/index.ts';
import { compactFile } from '../src/compress/compact.ts';
import { weightBuffersOf } from '../src/compress/decode/weight-buffers.ts';
import { readShippedBoard } from '../src/config/shipped-boards.ts';
import { chooseDecode } from '../src/gate/decode-weights.ts';
import { channelAxis, channelOf } from '../src/tflite/decode-channels.ts';
import type { Model } from '../src/tflite/model.ts';
import { readModel } from '../src/tflite/read.ts';
import { writeModel } from '../src/tflite/write.ts';
import { must } from './must.ts';

const BOARD = 'arduino-nano-33-ble';
const VALUES = 16;
const MODELS = ['mlperf_ad01_int8', 'mlperf_pretrainedResnet_quant', 'tflm_person_detect', 'mlperf_kws_ref_model'];

const files = process.argv.slice(2);
const models = (files.length > 0 ? files : MODELS.map((name) => `../shared/oracle/models/${name}/model.tflite`)).filter(
  (file) => existsSync(file),
);
if (models.length === 0) {
  console.error('no model; name .tflite files: node bench/run.mjs bench/decode.ts model.tflite');
  process.exit(2);
}
const found = readShippedBoard(BOARD, BOARD_FILES);
if (!found) throw new Error(`no board ${BOARD}`);
const board = must(found);
if (!isBoard(board)) throw new Error(`${BOARD} runs no TFLM`);

console.log(
  `${board.name}; % of the int8 file as it came; a file without DECODE is smaller by what kd-gate doesn't write`,
);
for (const file of models) {
  const given = new Uint8Array(readFileSync(file));
  const model = must(readModel(given));
  console.log(`\n${basename(file) === 'model.tflite' ? basename(dirname(file)) : basename(file)}: ${given.length} B`);
  report('weights unchanged', model, given.length, board);
  report(`${VALUES} values a channel`, clustered(model, 'channel'), given.length, board);
  report(`${VALUES} values a tensor`, clustered(model, 'tensor'), given.length, board);
  report(`${VALUES} values a tensor, compact`, clustered(model, 'tensor'), given.length, board, compactly);
}

function report(what: string, model: Model, givenBytes: number, on: Board, write = writeModel): void {
  const { weights, price, reason } = must(chooseDecode({ model, boards: [on], limits: () => ({}), write }));
  const used = new Map<string, number>();
  for (const { encoding } of weights) if (encoding) used.set(encoding.kind, (used.get(encoding.kind) ?? 0) + 1);
  const kinds = [...used].map(([kind, count]) => `${count} ${kind}`).join(', ');
  console.log(`  ${what}: ${kinds || 'nothing'}`);
  if (price) {
    const { before, after, codeBytes, flashSavedBytes } = price;
    const share = ((100 * after.fileBytes) / givenBytes).toFixed(1);
    console.log(`    file         ${before.fileBytes} → ${after.fileBytes} B, ${share} % of the int8 file`);
    console.log(`    flash        ${-flashSavedBytes} B with ${codeBytes} B of code`);
    const [[plain, packed], [fast, slow]] = [
      [before.profiles[0], after.profiles[0]],
      [before.boards[0], after.boards[0]],
    ];
    console.log(`    arena        ${plain.arenaBytes} → ${packed.arenaBytes} B`);
    console.log(`    instructions ${shown(plain.instructions, 0)} → ${shown(packed.instructions, 0)}`);
    console.log(`    ms           ${shown(fast.latencyMs, 1)} → ${shown(slow.latencyMs, 1)}`);
  }
  if (reason !== undefined) console.log(`    unchanged: ${reason}`);
}

function shown(figure: number | { readonly reason: string }, digits: number): string {
  return typeof figure === 'number' ? figure.toFixed(digits) : `not measured (${figure.reason})`;
}

/** As `export: { compact: true }` ships it. */
function compactly(model: Model): Uint8Array {
  return must(compactFile(writeModel(model))).bytes;
}

/** All int8 weights, each moved to the nearest of its tensor's or channel's values. */
function clustered(model: Model, by: 'tensor' | 'channel'): Model {
  const buffers = [...model.buffers];
  for (const { buffer, tensors } of must(weightBuffersOf(model))) {
    const output = model.subgraphs[tensors[0].subgraph].tensors[tensors[0].tensor];
    const axis = channelAxis(output);
    if (output.type !== 'INT8' || !axis) continue;
    const channels = by === 'channel' ? axis.channels : 1;
    const channel = by === 'channel' ? channelOf(output, axis) : () => 0;
    const weights = Int8Array.from(buffers[buffer]).map((byte) => (byte << 24) >> 24);
    const moved = Array.from({ length: channels }, (_, c) => nearestOf(weights.filter((_, i) => channel(i) === c)));
    buffers[buffer] = Uint8Array.from(weights, (weight, i) => moved[channel(i)][weight + 128] & 255);
  }
  return { ...model, buffers };
}

/** By weight + 128: its cluster's mean, rounded. Lloyd's steps from quantiles, until nothing moves. */
function nearestOf(weights: Int8Array): readonly number[] {
  const sorted = weights.toSorted();
  const distinct = [...new Set(sorted)];
  const starts = Array.from({ length: VALUES }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / VALUES)]);
  let means = distinct.length <= VALUES ? distinct : [...new Set(starts)];
  const nearest = (value: number) =>
    means.reduce((best, mean, i) => (Math.abs(mean - value) < Math.abs(means[best] - value) ? i : best), 0);
  for (let step = 0; step < 100; step++) {
    const sums = means.map(() => ({ sum: 0, count: 0 }));
    for (const weight of sorted) {
      const cluster = sums[nearest(weight)];
      cluster.sum += weight;
      cluster.count++;
    }
    const next = sums.map(({ sum, count }, i) => (count === 0 ? means[i] : sum / count));
    const isStill = next.every((mean, i) => mean === means[i]);
    means = next;
    if (isStill) break;
  }
  return Array.from({ length: 256 }, (_, i) => Math.round(means[nearest(i - 128)]));
}
