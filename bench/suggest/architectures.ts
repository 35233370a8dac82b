// How fast candidates of large architectures are judged: node bench/run.mjs bench/suggest/architectures.ts
import { BOARD_FILES } from '../../src/board/boards/index.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { readShippedBoard } from '../../src/config/shipped-boards.ts';
import { candidatesOf } from '../../src/suggest/candidates.ts';
import { untrainedCosts } from '../../src/suggest/judged.ts';
import { must } from '../must.ts';

const nano = readShippedBoard('arduino-nano-33-ble', BOARD_FILES);
if (!nano) throw new Error('the board is gone');
const boards = [must(nano)];
const STUDENTS: readonly (readonly [string, readonly number[]])[] = [
  ['mobilenet-v1: { width: 0.25 }', [96, 96, 3]],
  ['mobilenet-v2: { width: 0.35 }', [96, 96, 3]],
  ['resnet-8: {}', [32, 32, 3]],
  ['ds-cnn: {}', [49, 10, 1]],
];
const cpuSeconds = () => process.cpuUsage().user / 1e6;

console.log('| student | weights | candidates | CPU | a second |');
console.log('| --- | --- | --- | --- | --- |');
for (const [arch, inputShape] of STUDENTS) {
  const { m: model } = must(
    parseSpec(`version: 1\nmodels: { m: { student: { arch: { ${arch} } } } }`, 'kd.yaml'),
  ).models;
  const data = { inputShape, classes: 2 };
  const start = cpuSeconds();
  const candidates = candidatesOf({ model, data, boards, epochs: 20 });
  // Every one: what differs in its training alone is judged once by `judgeCandidates`.
  for (const one of candidates) must(untrainedCosts(one.model, { ...data, inputShape: one.inputShape }, one.boards));
  const seconds = cpuSeconds() - start;
  const { parameters } = must(untrainedCosts(model, data, boards));
  const rate = (candidates.length / seconds).toFixed(0);
  console.log(`| ${arch} | ${parameters} | ${candidates.length} | ${seconds.toFixed(1)} s | ${rate} |`);
}
