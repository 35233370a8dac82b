// `kd-gate explain MODEL --against DUMP`: what a board printed, against kd-gate's own run of the model.
import { must, placed, reject } from '../../base/problem.ts';
import { visible } from '../../base/quote.ts';
import { MOST_FILE_BYTES, MOST_MODEL_BYTES } from '../../base/read-file.ts';
import type { Engine } from '../../gate/engine.ts';
import { type AnswerFindings, explainAnswers } from '../../gate/explain/explain-answers.ts';
import { explainInput, type InputFindings } from '../../gate/explain/explain-input.ts';
import { explainTensors, recordOf, type TensorFindings } from '../../gate/explain/explain-tensors.ts';
import { otherModelCause } from '../../gate/explain/run-causes.ts';
import type { Subject } from '../../gate/explain/subject.ts';
import type { Io } from '../../gate/io.ts';
import { type Arena, measureArena } from '../../micro/arena/arena.ts';
import { complaintsOn, type ProfileComplaints } from '../measure/details.ts';
import { type AnswerDump, MOST_DUMP_BYTES, readAnswerDump, textOf } from './dump.ts';
import { type Inputs, partsOf, readInputs } from './inputs.ts';
import type { ExplainTarget } from './model-file.ts';
import type { ExplainOptions } from './options.ts';
import { isTensorLog, readTensorLog, type TensorLog } from './tensor-log.ts';

export interface Explanation extends ProfileComplaints {
  readonly target: ExplainTarget;
  readonly arena: Arena;
  readonly records: number;
  readonly answers?: AnswerFindings & { readonly dump: Pick<AnswerDump, 'records' | 'form' | 'unit'> };
  /** Where the probe printed. */
  readonly tensors?: TensorFindings & Pick<TensorLog, 'arenaUsedBytes' | 'warnings'> & { readonly printed: number };
  /** Where the probe printed and --input says what was meant. */
  readonly input?: InputFindings;
}

/** Whether the board gives kd-gate's bytes, as far as it printed them. */
export function isSame({ answers, tensors, input }: Explanation): boolean {
  const isInput = input === undefined || input.bytes === 0;
  const areAnswers = answers === undefined || answers.difference.values === 0;
  return isInput && areAnswers && tensors?.first === undefined && (tensors?.lost.length ?? 0) === 0;
}

/** Runs inside an attempt. */
export async function explainAgainst(
  io: Io,
  engine: Engine,
  target: ExplainTarget,
  options: ExplainOptions & { readonly against: string },
): Promise<Explanation> {
  const { model, profile } = target;
  const { interpreter, resolved } = model;
  const arena = must(measureArena(resolved, profile));
  const named = options.input === undefined ? undefined : must(await io.readUserFile(options.input, MOST_FILE_BYTES));
  const inputs = named && must(placed(readInputs(named, interpreter.inputs, options), { file: options.input }));
  const dump = must(await io.readUserFile(options.against, MOST_DUMP_BYTES));
  const shared = { resolved, interpreter, makeKernels: engine.makeKernels, planned: arena.planned };
  const complaints = complaintsOn(resolved, profile);
  const text = textOf(dump) ?? latin(dump);
  if (isTensorLog(text)) {
    const log = must(readTensorLog(text, options.against, { model: resolved.model, interpreter }));
    return { target, arena, records: 1, ...complaints, ...ofTensors(shared, log, inputs) };
  }
  if (!inputs) return reject('explain/options', NO_INPUT);
  const { records, parts } = inputs;
  const subject: Subject = { ...shared, records, parts, isStateful: options.stateful ?? false };
  const { unit, form, ...board } = must(
    placed(readAnswerDump(dump, interpreter, records.length, inputs.of), { file: options.against }),
  );
  const others = await Promise.all(
    (options.or ?? []).map(async (file) => {
      const bytes = must(await io.readUserFile(file, MOST_MODEL_BYTES));
      return must(placed(otherModelCause(visible(file), bytes, subject), { file }));
    }),
  );
  const cut = { ...subject, records: records.slice(0, board.records), parts: parts.slice(0, board.records) };
  const findings = must(placed(explainAnswers(cut, { ...board, unit }, others), { file: target.file }));
  const answers = { ...findings, dump: { records: board.records, form, unit } };
  return { target, arena, records: cut.records.length, ...complaints, answers };
}

const NO_INPUT =
  'what was the board fed? name it: --input FILE, raw bytes, .npy or numbers; or let the board print it: `kd-gate ' +
  'explain --probe kd_gate_probe.h` (docs/explain.md)';

/** A log may have bytes of noise in it. */
function latin(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

type ModelParts = Omit<Subject, 'records' | 'parts' | 'isStateful'>;

function ofTensors(
  shared: ModelParts,
  log: TensorLog,
  inputs: Inputs | undefined,
): Pick<Explanation, 'tensors' | 'input'> {
  const record = recordOf(shared, log) ?? inputs?.records[0];
  if (record === undefined) return reject('explain/dump', "the log lacks a part of the model's input; save it again");
  const subject: Subject = {
    ...shared,
    records: [record],
    parts: [partsOf(record, shared.interpreter.inputs)],
    isStateful: false,
  };
  const { arenaUsedBytes, warnings } = log;
  const found = must(explainTensors(subject, record, log));
  const input = inputs && explainInput(inputs.parts[0], record);
  return { tensors: { ...found, arenaUsedBytes, warnings, printed: log.contents.size }, ...(input && { input }) };
}
