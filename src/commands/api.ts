// The commands as functions, for programs in JavaScript and TypeScript.
import { listOf } from '../base/one-of.ts';
import { attemptLater, done, must, placed, reject } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Io } from '../gate/io.ts';
import { parseThreads, THREADS_HELP, type Threads } from '../gate/threads.ts';
import type { GateOptions, MeasureModel, MeasureModelOptions, ReadReport, RunGate } from './api/interface.ts';
import { checkBase } from './base-options.ts';
import type { Host } from './command.ts';
import { RULES, SPEC_FILE } from './defaults.ts';
import { placesOf } from './places.ts';

export interface Api {
  readonly runGate: RunGate;
  readonly measureModel: MeasureModel;
  readonly readReport: ReadReport;
}

/** `makeHost`: at each call, since the current folder may be another. */
export function apiOn(makeHost: () => Host): Api {
  return {
    runGate: (options = {}) => runGate(makeHost(), options),
    measureModel: (model, options = {}) => measureModel(makeHost(), model, options),
    readReport: (file) => readReport(makeHost(), file),
  };
}

const RUN_OPTIONS = ['spec', 'model', 'out', 'threads', 'engines', 'base', 'ratchet', 'rules', 'store', 'log'] as const;

function runGate(host: Host, options: GateOptions): ReturnType<RunGate> {
  return attemptLater(async () => {
    checkNames(options, RUN_OPTIONS);
    const { spec = SPEC_FILE, model, threads, engines, base, ratchet = true, rules = RULES, log } = options;
    checkBase({ base, ratchet, rules });
    const { performRun } = await import('./run/perform.ts');
    const io = quiet(host.machine.ioIn(host.machine.workspaceOf(spec)), log);
    const places = placesOf(io, spec, options.out, options.store);
    const settings = { ...places, model, threads: threadsOf(threads), engines, baselineRef: base, ratchet, rules };
    const engine = await host.loadEngine();
    const result = await performRun(io, host.machine, engine, spec, { ...settings, resumes: true, isOutIgnored: true });
    return { ...result, out: places.out };
  });
}

/** How messages call bytes that have no name. */
const NAMELESS = 'model.tflite';

function measureModel(host: Host, model: string | Uint8Array, options: MeasureModelOptions): ReturnType<MeasureModel> {
  return attemptLater(async () => {
    checkNames(options, ['boards', 'profiles']);
    const { measureFile } = await import('./measure/measure-file.ts');
    const file = typeof model === 'string' ? model : NAMELESS;
    const io = typeof model === 'string' ? host.io : { ...host.io, readUserFile: async () => done(model) };
    const asked = { board: options.boards, profile: options.profiles };
    const measured = await measureFile(io, await host.loadEngine(), file, asked);
    const { boards, computers, unmeasuredBoards } = measured;
    const { figures, profileProblems } = measured.model;
    const problems = Object.fromEntries(profileProblems);
    return { model: figures, boards, computers, unmeasuredBoards, profileProblems: problems };
  });
}

function readReport({ io }: Host, file: string): ReturnType<ReadReport> {
  return attemptLater(async () => {
    const { readReportFile } = await import('./report-file.ts');
    return must(placed(await readReportFile(io, file), { file }));
  });
}

/** No terminal: a line each. */
function quiet(io: Io, log: GateOptions['log']): Io {
  return { ...io, errIsTerminal: false, err: (text) => log?.(text.trimEnd()) };
}

function threadsOf(threads: GateOptions['threads']): Threads | undefined {
  if (threads === undefined) return undefined;
  return parseThreads(String(threads)) ?? reject('arguments/threads', `threads: ${THREADS_HELP}`);
}

/** JavaScript has no compiler that finds a mistyped one. */
function checkNames(options: object, known: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const help = didYouMean(name, known) || `; supported are ${listOf(known)}`;
    reject('arguments/option', `there is no option ${quote(name)}${help}`);
  }
}
