// Foreign models, whose files may not be shipped (needs ../shared): every output of TFLM's reference kernels, every
// intermediate tensor; reading and writing; that their layouts in fixtures/oracle need the same memory and work.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { layouts, modelOfLayout } from '../../fixtures/oracle/evidence.ts';
import { foreignModel, readFile } from '../../scripts/evidence.ts';
import { sha256Hex } from '../../src/base/digest.ts';
import { must } from '../../src/base/problem.ts';
import { runRecords } from '../../src/gate/measure.ts';
import { measureArena } from '../../src/micro/arena/arena.ts';
import { workOf } from '../../src/micro/model-work.ts';
import { PROFILES } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { hasOracle, MAKERS, ORACLE } from './oracle.ts';
import { interpreterFor } from './simulate.ts';

interface Golden {
  readonly status: string;
  readonly stateful: boolean;
  readonly output_record_bytes: number;
  readonly outputs: readonly { name: string; type: string; offset: number; bytes: number }[];
  readonly tensors: readonly { sg: number; i: number; crc32?: string; const?: boolean; type: string }[];
}

const folders = ['models', 'decode/models'].map((name) => join(ORACLE, name));
/** Folders of a model each. */
const models = folders.flatMap((folder) =>
  hasOracle
    ? readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((path) => existsSync(join(path, 'golden.json')))
    : [],
);
/** Larger models run on the fast kernels alone: the plain ones take seconds; each operator has both elsewhere. */
const SMALL_BYTES = 65536;

/** Outputs that differ in any byte, of floats too. */
function differences({ outputs, output_record_bytes }: Golden, found: Uint8Array, expected: Uint8Array): string[] {
  if (found.length !== expected.length) return [`${found.length} bytes for ${expected.length}`];
  return outputs.flatMap(({ name, offset, bytes }) => {
    const records = Array.from(
      { length: expected.length / output_record_bytes },
      (_, i) => i * output_record_bytes + offset,
    );
    const wrong = records.filter((at) =>
      Buffer.compare(found.subarray(at, at + bytes), expected.subarray(at, at + bytes)),
    );
    return wrong.length === 0 ? [] : [`output ${name} in ${wrong.length} of ${records.length} records`];
  });
}

describe.skipIf(!hasOracle)('foreign models (needs ../shared)', () => {
  const [passed, refused]: string[][] = [[], []];
  const cases = models.flatMap((path) => {
    const small = statSync(join(path, 'model.tflite')).size <= SMALL_BYTES;
    const name = basename(path);
    return (small ? (['wasm', 'reference'] as const) : (['wasm'] as const)).map((kernels) => ({ name, path, kernels }));
  });
  test.each(cases)('$name on $kernels', ({ name, path, kernels }) => {
    const file = (what: string) => readFileSync(join(path, what));
    const golden: Golden = JSON.parse(file('golden.json').toString());
    const model = readModel(file('model.tflite'));
    if (!model.ok) throw new Error(JSON.stringify(model.problems));
    const made = interpreterFor(model.value, MAKERS[kernels]);
    if (golden.status !== 'ok') {
      refused.push(name);
      return expect(made.ok).toBe(false);
    }
    if (!made.ok) throw new Error(JSON.stringify(made.problems));
    const inputs = file('inputs.bin');
    const ran = runRecords(made.value, inputs, false);
    if (!ran.ok) throw new Error(JSON.stringify(ran.problems));
    expect(differences(golden, ran.value.outputs, file('outputs.bin'))).toEqual([]);
    const wrong = golden.tensors.filter(
      // A tensor without bytes has no CRC in the file.
      ({ sg, i, crc32, const: isConstant }) =>
        !isConstant && crc32 !== undefined && ran.value.tensorCrcs[sg === 0 ? String(i) : `${sg}:${i}`] !== crc32,
    );
    expect(wrong.map(({ i }) => i)).toEqual([]);
    if (golden.stateful) {
      const sequence = runRecords(made.value, inputs, true);
      if (!sequence.ok) throw new Error(JSON.stringify(sequence.problems));
      expect(differences(golden, sequence.value.outputs, file('outputs_seq.bin'))).toEqual([]);
    }
    passed.push(name);
  });
  test('every model runs, but what TFLM refuses', () => {
    expect(new Set(passed).size + new Set(refused).size).toBe(models.length);
  });

  test('every file reads, and reads back as it was', () => {
    const files = readdirSync(ORACLE, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.tflite'));
    expect(files.length).toBeGreaterThan(1400);
    const refusals = new Map<string, readonly string[]>();
    for (const name of files) {
      const model = readModel(readFileSync(join(ORACLE, name)));
      if (!model.ok) refusals.set(name, [...new Set(model.problems.map(({ code }) => code))]);
      // Vitest's toEqual takes 10 s for these.
      else if (!isDeepStrictEqual(readModel(writeModel(model.value)), model)) throw new Error(`${name} changed`);
    }
    // Tensors of the older compression are shorter in the file than their shape says: a TFLM that is built without
    // USE_TFLM_COMPRESSION reads past them (golden.json: plain_build), so they are refused, and nothing else is.
    const compressed = files.filter((name) => name.startsWith('decode/old_scheme/'));
    expect(refusals).toEqual(new Map(compressed.map((name) => [name, ['tflite/compression']])));
  });

  test.each(Object.entries(layouts()))('%s: its layout needs the memory and the work of its file', (name, layout) => {
    const path = foreignModel(join(ORACLE, '..'), name);
    expect(sha256Hex(readFileSync(path))).toBe(layout.sha256);
    const [real, bare] = [readFile(path), modelOfLayout(layout)].map((model) => must(resolve(model)));
    for (const profile of PROFILES) {
      expect(measureArena(bare, profile)).toEqual(measureArena(real, profile));
      expect(workOf(bare, profile)).toEqual(workOf(real, profile));
    }
  });
});
