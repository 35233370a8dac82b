// fixtures/oracle as bytes, made from ../shared: the same bytes from the same folder, on every machine.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zipSync } from 'fflate';
import type {
  AnswerRow,
  ArenaRow,
  CaseRow,
  CountRow,
  GoldenRow,
  Index,
  Layout,
  LayoutTensor,
  PublishedRow,
  Source,
} from '../fixtures/oracle/evidence.ts';
import { crc32, sha256Hex } from '../src/base/digest.ts';
import { describeProblem } from '../src/base/problem.ts';
import { DECODE, HEADER_BYTES } from '../src/tflite/decode-header.ts';
import type { Model, Subgraph, Tensor } from '../src/tflite/model.ts';
import { readModel } from '../src/tflite/read.ts';
import { espEvidence } from './esp-evidence.ts';
import { arenaRow, type ByKey, entriesOf, json, type OracleArena, type OracleCounts } from './oracle-rows.ts';

const hex = (value: number) => value.toString(16).padStart(8, '0');
const compress = (bytes: Uint8Array) => gzipSync(bytes, { level: 9, mtime: 0 });
const compressText = (value: unknown) => compress(new TextEncoder().encode(JSON.stringify(value)));

/** Every key of any row is a column. */
function columns(rows: readonly object[], missing: unknown): Uint8Array {
  const keys = new Set(rows.flatMap((row) => Object.keys(row)));
  const cell = (row: object, key: string) => (row as ByKey<unknown>)[key] ?? missing;
  return compressText(Object.fromEntries([...keys].map((key) => [key, rows.map((row) => cell(row, key))])));
}

/** zip's first day: an archive has no other time, and fflate writes it in the machine's own time zone. */
const NO_TIME = new Date(1980, 0, 1);

/** Files that are only stored, in the order of their names, so that one gzip over all of them finds what they share. */
function archive(folder: string, isIn: (name: string) => boolean = () => true): Uint8Array {
  const names = readdirSync(folder).filter((name) => name.endsWith('.tflite') && isIn(name));
  const files = Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name))]));
  return compress(zipSync(files, { level: 0, mtime: NO_TIME }));
}

interface SweepRow extends OracleCounts {
  readonly arena: OracleArena;
  readonly output: string;
  readonly all_outputs?: readonly string[];
}

interface Sweep {
  readonly results: ByKey<ByKey<SweepRow>>;
}

function countRow(source: Source, model: string, profile: string, row: OracleCounts): CountRow {
  const { i, op, dtype, instructions, branches_taken: branchesTaken, mix, mem } = row;
  const named = (prefix: string, counts: ByKey<number>) =>
    Object.fromEntries(Object.entries(counts).map(([key, count]) => [`${prefix}.${key}`, count]));
  return {
    source,
    model,
    profile,
    i,
    op,
    dtype,
    instructions,
    branchesTaken,
    ...named('mix', mix),
    ...named('mem', mem),
  };
}

function arenasOf(arm: string, sweeps: readonly (readonly [Source, Sweep])[]): ArenaRow[] {
  const models: ByKey<ByKey<OracleArena>> = json(join(arm, 'arena.json')).results;
  const graphs: ByKey<ByKey<OracleArena>> = json(join(arm, 'arena_graphs.json')).results;
  const extra: ByKey<OracleArena> = json(join(arm, 'arena_extra_m4_cmsis.json'));
  return [
    ...[...entriesOf(models)].map(([model, profile, row]) => arenaRow('models', model, profile, row)),
    ...[...entriesOf(graphs)].map(([profile, model, row]) => arenaRow('graphs', model, profile, row)),
    ...Object.entries(extra).map(([model, row]) => arenaRow('seanet', model, 'cortex-m4f/cmsis_nn', row)),
    ...sweeps.flatMap(([source, { results }]) =>
      [...entriesOf(results)].map(([profile, model, row]) => arenaRow(source, model, profile, row.arena)),
    ),
  ];
}

interface DecodeRow {
  readonly compressed: {
    readonly arena_used_bytes: number;
    readonly min_arena_bytes: number;
    readonly head: number;
    readonly tail: number;
    readonly planned_tensors: readonly (readonly number[])[];
  };
  readonly op_instructions: readonly number[];
}

/** Whole models with compressed weights, on one core. */
interface Decode {
  readonly folder: string;
  readonly models: ByKey<DecodeRow>;
  readonly sweep: readonly { readonly name: string; readonly instructions: number }[];
}

const DECODE_PROFILE = 'cortex-m4f/cmsis_nn';

/** Models whose files are at hand. */
function decodeOf(folder: string): Decode {
  const models: ByKey<DecodeRow> = json(join(folder, 'arm.json')).models;
  const isHere = (name: string) => existsSync(join(folder, 'models', name, 'model.tflite'));
  return {
    folder,
    models: Object.fromEntries(Object.entries(models).filter(([name]) => isHere(name))),
    sweep: json(join(folder, 'sweep/sweep.json')).rows,
  };
}

function decodeArenas({ models }: Decode): ArenaRow[] {
  return Object.entries(models).map(([model, { compressed }]) => ({
    source: 'decode',
    model,
    profile: DECODE_PROFILE,
    used: compressed.arena_used_bytes,
    head: compressed.head,
    tail: compressed.tail,
    min: compressed.min_arena_bytes,
    scratch: 0,
    tensors: compressed.planned_tensors.map(([, i, offset, bytes]) => [i, bytes, offset]),
  }));
}

function decodeCounts({ folder, models, sweep }: Decode): CountRow[] {
  const fixed = { profile: DECODE_PROFILE, dtype: 'int8', branchesTaken: 0 };
  return [
    ...sweep.map(
      ({ name, instructions }): CountRow => ({
        source: 'decode-sweep',
        model: name,
        i: 0,
        op: 'TFLM_DECODE',
        instructions,
        ...fixed,
      }),
    ),
    ...Object.entries(models).flatMap(([model, { op_instructions }]) => {
      const { operators } = readFile(join(folder, 'models', model, 'model.tflite')).subgraphs[0];
      return op_instructions.map((instructions, i): CountRow => {
        const { code, customCode } = operators[i];
        return { source: 'decode', model, i, op: customCode ?? code, instructions, ...fixed };
      });
    }),
  ];
}

interface ModelCounts {
  readonly outputs: readonly { readonly fnv1a: string }[];
  readonly ops: readonly OracleCounts[];
}

function countsOf(models: ByKey<ByKey<ModelCounts>>, sweeps: readonly (readonly [Source, Sweep])[]): CountRow[] {
  return [
    ...sweeps.flatMap(([source, { results }]) =>
      [...entriesOf(results)].map(([profile, model, row]) => countRow(source, model, profile, row)),
    ),
    ...[...entriesOf(models)].flatMap(([model, profile, { ops }]) =>
      ops.map((row) => countRow('models', model, profile, row)),
    ),
  ];
}

function answersOf(models: ByKey<ByKey<ModelCounts>>, sweeps: readonly (readonly [Source, Sweep])[]): AnswerRow[] {
  return [
    ...sweeps.flatMap(([source, { results }]) =>
      [...entriesOf(results)].map(([profile, model, { op, dtype, output, all_outputs }]) => {
        const outputs = (all_outputs ?? [output]).join();
        return { source, model, profile, op, dtype, outputs };
      }),
    ),
    ...[...entriesOf(models)].map(([model, profile, { outputs, ops }]) => ({
      source: 'models' as const,
      model,
      profile,
      op: '',
      dtype: ops[0].dtype,
      outputs: outputs.map(({ fnv1a }) => fnv1a).join(),
    })),
  ];
}

interface OracleCase {
  readonly file: string;
  readonly op: string;
  readonly test: string;
  readonly dtypes_in: readonly string[];
  readonly dtypes_out: readonly string[];
  readonly prepare_status: number;
  readonly steps: readonly {
    readonly invoke_status: number;
    readonly outputs: readonly { readonly offset: number; readonly bytes: number }[];
  }[];
}

const CASE_FOLDERS = { kernel_cases: 'kernel_cases', fuzz_cases: 'fuzz_cases', decode_cases: 'decode/decode_cases' };

function casesOf(oracle: string): CaseRow[] {
  const sets = Object.keys(CASE_FOLDERS) as (keyof typeof CASE_FOLDERS)[];
  return sets.flatMap((set) => {
    const folder = join(oracle, CASE_FOLDERS[set]);
    const { cases, data_file } = json(join(folder, 'index.json')) as { cases: OracleCase[]; data_file: string };
    const data = readFileSync(join(folder, data_file));
    const at = ({ offset, bytes }: { offset: number; bytes: number }) => data.subarray(offset, offset + bytes);
    return cases.map(
      ({ file, op, test, dtypes_in, dtypes_out, prepare_status, steps }): CaseRow => ({
        set,
        sha256: sha256Hex(readFileSync(join(folder, file))),
        op,
        test,
        types: `${dtypes_in} > ${dtypes_out}`,
        prepareStatus: prepare_status,
        steps: steps.map((s) => [s.invoke_status, hex(crc32(Uint8Array.from(Buffer.concat(s.outputs.map(at)))))]),
      }),
    );
  });
}

interface Golden {
  readonly sha256: string;
  readonly model_bytes: number;
  readonly status: string;
  readonly n_inputs: number;
  readonly tensors?: readonly { sg: number; i: number; crc32?: string; const?: boolean }[];
}

const goldenNames = (folder: string) =>
  readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'golden.json')))
    .sort();

function goldensOf(folder: string): GoldenRow[] {
  const crcOf = (path: string) => (existsSync(path) ? hex(crc32(readFileSync(path))) : '');
  return goldenNames(folder).map((model): GoldenRow => {
    const golden: Golden = json(join(folder, model, 'golden.json'));
    const tensors = (golden.tensors ?? []).flatMap(({ sg, i, crc32: crc, const: isConstant }) =>
      isConstant || crc === undefined ? [] : [[sg, i, crc] as const],
    );
    return {
      model,
      sha256: golden.sha256,
      bytes: golden.model_bytes,
      status: golden.status,
      records: golden.n_inputs,
      outputs: crcOf(join(folder, model, 'outputs.bin')),
      sequence: crcOf(join(folder, model, 'outputs_seq.bin')),
      tensors,
    };
  });
}

/** Where the oracle keeps a foreign model that its tables call by a shorter name. */
export function foreignModel(shared: string, name: string): string {
  const short = name.replace(/_model$/, '');
  const paths = ['', 'tflm_', 'mlperf_', 'tflm_memory_footprint_', 'xtensa_'].flatMap((prefix) =>
    [name, short].map((n) => join(shared, 'oracle/models', prefix + n, 'model.tflite')),
  );
  paths.push(join(shared, 'oracle/decode/models', name, 'model.tflite'));
  const found = paths.find((path) => existsSync(path));
  if (!found) throw new Error(`no model ${name}`);
  return found;
}

export function readFile(path: string): Model {
  const model = readModel(readFileSync(path));
  if (!model.ok) throw new Error(`${path}: ${model.problems.map(describeProblem).join('; ')}`);
  return model.value;
}

function layoutOf(path: string): Layout {
  const { subgraphs, buffers } = readFile(path);
  const tensorOf = (
    { type, shape, quantization, buffer, isVariable }: Tensor,
    { isSoftmaxInput, isHeader }: { readonly isSoftmaxInput: boolean; readonly isHeader: boolean },
  ): LayoutTensor => {
    const bytes = buffers[buffer];
    const scales = quantization?.scales.length ?? 0;
    // int32 without a scale is a shape, an axis or a padding; weights and biases of quantized layers have scales.
    const isArgument = type === 'INT32' && scales === 0 && bytes.length > 0;
    return {
      type,
      shape,
      ...(scales > 0 && { scales }),
      // It decides how many terms SOFTMAX leaves out, and so its work.
      ...(isSoftmaxInput && { scale: quantization?.scales[0] }),
      ...(quantization?.quantizedDimension && { quantizedDimension: quantization.quantizedDimension }),
      ...(bytes.length > 0 && { isConstant: true as const }),
      ...(isVariable && { isVariable: true as const }),
      ...(isHeader && { header: Array.from(bytes.subarray(0, HEADER_BYTES)) }),
      ...(isArgument && { data: [...new Int32Array(Uint8Array.from(bytes).buffer)] }),
    };
  };
  const graphOf = ({ inputs, outputs, tensors, operators }: Subgraph) => ({
    inputs,
    outputs,
    tensors: tensors.map((tensor, i) =>
      tensorOf(tensor, {
        isSoftmaxInput: operators.some((o) => o.code === 'SOFTMAX' && o.inputs[0] === i),
        isHeader: operators.some((o) => o.customCode === DECODE && o.inputs.some((t, at) => at % 2 === 1 && t === i)),
      }),
    ),
    operators: operators.map(({ customOptions, ...operator }) => operator),
  });
  return { sha256: sha256Hex(readFileSync(path)), graphs: subgraphs.map(graphOf) };
}

/** What kd-gate itself counted stands in the second collection for orientation; it is no evidence. */
const OWN = ['instructions', 'profile', 'cycles_per_instruction', 'model_key', 'routine'];

function publishedOf(shared: string, level: 'model_level' | 'op_level'): PublishedRow[] {
  const files = {
    'MLPerf Tiny': 'latency/mlperf_tiny.json',
    first: 'latency/other_published.json',
    second: 'latency/published_2.json',
    ESP32: 'oracle/esp/published_times.json',
  };
  return Object.entries(files).flatMap(([collection, path]) => {
    const { rows, [level]: rowsOfLevel } = json(join(shared, path));
    const found: ByKey<unknown>[] = rowsOfLevel ?? (level === 'model_level' ? rows : []) ?? [];
    return found.map(({ latency_ms: latencyMs, ...facts }) => {
      const kept = Object.entries(facts).filter(([key]) => !OWN.includes(key));
      return { collection, latencyMs: latencyMs ?? null, ...Object.fromEntries(kept) } as PublishedRow;
    });
  });
}

/** Cases that fixtures/operators holds with their inputs. */
function casesAtHand(root: string): number {
  const folder = join(root, 'fixtures/operators');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.reduce((sum, name) => sum + json(join(folder, name)).length, 0);
}

const FOREIGN: readonly Source[] = ['models', 'seanet', 'decode'];
const isForeign = ({ source }: { source: Source }) => FOREIGN.includes(source);

/** Everything of fixtures/oracle but latencies.json and README.md, which are written by hand, by name. */
export function evidenceFiles(root: string, shared: string): Map<string, Uint8Array> {
  const oracle = join(shared, 'oracle');
  const arm = join(oracle, 'arm');
  const sweeps: readonly (readonly [Source, Sweep])[] = [
    ['sweep', json(join(arm, 'sweep.json'))],
    ['armsweep', json(join(oracle, 'armsweep/sweep.json'))],
  ];
  const models: ByKey<ByKey<ModelCounts>> = json(join(arm, 'insns.json')).results;
  const decode = decodeOf(join(oracle, 'decode'));
  const arenas = [...arenasOf(arm, sweeps), ...decodeArenas(decode)];
  const counts = [...countsOf(models, sweeps), ...decodeCounts(decode)];
  const answers = answersOf(models, sweeps);
  const cases = casesOf(oracle);
  const esp = espEvidence(join(oracle, 'esp'));
  const goldens = [join(oracle, 'models'), join(oracle, 'decode/models')].flatMap(goldensOf);
  const foreign = arenas.filter(isForeign);
  const names = [...new Set([...foreign, ...esp.arenas.filter(isForeign)].map(({ model }) => model))].sort();
  const layouts = Object.fromEntries(names.map((name) => [name, layoutOf(foreignModel(shared, name))]));
  const isConvolution = (name: string) => name.startsWith('conv_');
  const isLargest = (name: string) => name.startsWith('fc_1024x512');
  const isOther = (name: string) => !isConvolution(name) && !isLargest(name);
  const files = new Map<string, Uint8Array>([
    ['arenas.json.gz', columns(arenas, 0)],
    ['counts.json.gz', columns(counts, 0)],
    ['answers.json.gz', columns(answers, 0)],
    ['esp-arenas.json.gz', columns(esp.arenas, 0)],
    ['esp-counts.json.gz', columns(esp.counts, 0)],
    ['cases.json.gz', columns(cases, 0)],
    ['goldens.json.gz', columns(goldens, 0)],
    ['published.json.gz', columns(publishedOf(shared, 'model_level'), null)],
    ['published-operators.json.gz', columns(publishedOf(shared, 'op_level'), null)],
    ['layouts.json.gz', compressText(layouts)],
    ['sweep-conv.zip.gz', archive(join(arm, 'sweep_models'), isConvolution)],
    ['sweep-large.zip.gz', archive(join(arm, 'sweep_models'), isLargest)],
    ['sweep-others.zip.gz', archive(join(arm, 'sweep_models'), isOther)],
    ['armsweep.zip.gz', archive(join(oracle, 'armsweep/sweep_models'))],
    ['graphs.zip.gz', archive(join(arm, 'graph_models'))],
    ['decode-sweep.zip.gz', archive(join(oracle, 'decode/sweep'))],
  ]);
  const atHand = casesAtHand(root);
  const latencies = json(join(root, 'fixtures/oracle/latencies.json'));
  const rows: (readonly [workload: string])[] = latencies.chips.flatMap((chip: { rows: unknown[] }) => chip.rows);
  const index: Index = {
    checks: {
      arenas: { fixtures: arenas.length, shared: foreign.length },
      instructions: { fixtures: counts.length, shared: 0 },
      espArenas: { fixtures: esp.arenas.length, shared: 0 },
      espInstructions: { fixtures: esp.counts.length, shared: 0 },
      outputs: { fixtures: answers.filter((row) => !isForeign(row)).length, shared: answers.filter(isForeign).length },
      cases: { fixtures: atHand, shared: cases.length - atHand },
      crcs: { fixtures: atHand, shared: goldens.reduce((sum, { tensors }) => sum + tensors.length, 0) },
      latencies: { fixtures: rows.length, shared: 0 },
    },
    files: Object.fromEntries(
      [...files].map(([name, bytes]) => [name, { bytes: bytes.length, sha256: sha256Hex(bytes) }]),
    ),
  };
  return files.set('index.json', new TextEncoder().encode(`${JSON.stringify(index, null, 2)}\n`));
}
