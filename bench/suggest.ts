// How fast `suggest` judges candidates without training, and how its choice stands beside all candidates that fit:
//   node bench/run.mjs bench/suggest.ts speed fixtures/digits/kd.over-budget.yaml
//   node bench/run.mjs bench/suggest.ts all fixtures/digits/kd.over-budget.yaml [EVERY]
// `all` trains every candidate that fits, or one in EVERY, and prints a line of CSV for each; this takes long.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { done } from '../src/base/problem.ts';
import { parseSpec } from '../src/config/parse.ts';
import { resolveBoards } from '../src/config/resolve-boards.ts';
import { type GateInput, runGate } from '../src/gate/gate.ts';
import { modelRunsOf } from '../src/gate/model-run.ts';
import { loadEngine } from '../src/host/engine.ts';
import { candidatesOf } from '../src/suggest/candidates.ts';
import { judgeCandidates } from '../src/suggest/judged.ts';
import { subjectOf } from '../src/suggest/suggest.ts';
import { makeBench } from '../src/suggest/trials.ts';
import { must } from './must.ts';

const [mode, file, every = '1'] = process.argv.slice(2);
const engine = await loadEngine();
const read: GateInput['tools']['read'] = async (path) => done(await readFile(join(dirname(file), path)));
const spec = must(parseSpec(readFileSync(file, 'utf8'), file));
const boards = must(await resolveBoards(read, spec));
const makers = { makeKernels: engine.makeKernels, makeTrainer: engine.trainerOn(1) };
const tools = { read, ...makers, evaluate: engine.evaluateOn(1), onProgress: () => undefined };
const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;
const gate: GateInput = { spec, specSha256: '0'.repeat(64), boards, tool, tools };
const [run] = modelRunsOf(gate);
const current = must(await runGate({ ...gate, only: run.name })).report.models[0];
const subject = must(await subjectOf(run, current));
const judge = { limits: run.model.limits, reserve: run.reserve, ratchet: true };

const cpuMs = () => process.cpuUsage().user / 1000;
const start = cpuMs();
const { now, candidates } = must(judgeCandidates(subject, candidatesOf(subject), current, judge));
const ms = cpuMs() - start;
const fitting = candidates.filter(({ fits }) => fits);
const rate = ((1000 * candidates.length) / ms).toFixed(0);
console.error(`${candidates.length} candidates in ${(ms / 1000).toFixed(1)} s of one core: ${rate} a second`);
console.error(`${fitting.length} fit`);

if (mode === 'all') {
  const bench = makeBench({ gate, name: run.name, now: { ...now, ...subject }, trainings: 1e9 });
  console.log('size,parameters,macs,passes,accuracy,bytes,family,changes');
  for (const judged of fitting.filter((_, i) => i % Number(every) === 0)) {
    await bench.attempt(judged);
    const last = bench.trained.at(-1);
    if (last?.judged !== judged) continue;
    const { accuracy, model } = last.report;
    const share = accuracy ? (accuracy.correct / accuracy.total).toFixed(4) : '';
    const { size, parameters, macs, family, candidate } = judged;
    const row = [size.toFixed(3), parameters, macs, last.trial.passes, share, model.sizeBytes, `"${family}"`];
    console.log([...row, `"${JSON.stringify(candidate.changes).replaceAll('"', "'")}"`].join());
  }
}
