// A test set on 1, 2, ... threads: node bench/run.mjs bench/evaluate.ts model.tflite [samples]; medians of 5 rounds, by
// turns. The samples are random bytes and the labels don't matter: only the time does.
import { readFileSync } from 'node:fs';
import { must } from '../src/base/problem.ts';
import { random } from '../src/base/random.ts';
import type { TestSet } from '../src/gate/test-set.ts';
import { loadEngine } from '../src/host/engine.ts';
import { processIo } from '../src/host/process.ts';
import { createInterpreter } from '../src/micro/interpret.ts';
import { resolve } from '../src/micro/resolve.ts';
import { alignTable } from '../src/report/aligned.ts';
import { readModel } from '../src/tflite/read.ts';

const [file, wanted = '20000'] = process.argv.slice(2);
const count = Number(wanted);
const engine = await loadEngine();
const bytes = readFileSync(file);
const interpreter = must(createInterpreter(must(resolve(must(readModel(bytes)))), engine.makeKernels));
const size = interpreter.inputs[0].elements;
const numbers = random(1, 'samples');
const values = Int8Array.from({ length: count * size }, () => numbers.uint32() >> 24);
const testSet: TestSet = { count, size, classes: 1, labels: new Int32Array(count), values };

const threads = Array.from({ length: processIo(process.cwd()).cores }, (_, i) => i + 1);
const seconds = new Map<number, number[]>(threads.map((t) => [t, []]));
for (let round = 0; round < 5; round++) {
  for (const t of threads) {
    const started = performance.now();
    must(await engine.evaluateOn(t)({ bytes, interpreter }, testSet));
    seconds.get(t)?.push((performance.now() - started) / 1000);
  }
}
const median = (list: readonly number[]) => [...list].sort((a, b) => a - b)[list.length >> 1];
const rates = threads.map((t) => count / median(seconds.get(t) ?? []));
const rows = threads.map((t, i) => [String(t), rates[i].toFixed(0), (rates[i] / rates[0]).toFixed(2)]);
console.log(alignTable([['threads', 'samples/s', 'times one thread'], ...rows], 'rrr').join('\n'));
