// Whole models: every output of TFLM's reference kernels for all golden inputs, and every intermediate tensor (needs ../shared).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runRecords } from '../../src/measure.ts';
import { createInterpreter } from '../../src/micro/interpret.ts';
import { readModel } from '../../src/tflite/read.ts';
import { hasOracle, MAKERS, ORACLE } from './oracle.ts';

interface Golden {
  readonly status: string;
  readonly stateful: boolean;
  readonly output_record_bytes: number;
  readonly outputs: readonly { name: string; type: string; offset: number; bytes: number }[];
  readonly tensors: readonly { sg: number; i: number; crc32?: string; const?: boolean; type: string }[];
}

const folder = join(ORACLE, 'models');
const names = hasOracle ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'golden.json'))) : [];
/** Float results through the C library's exp differ in the last bit, relative to the greatest value. */
const LIBM_TOLERANCE = 2e-6;

/** Outputs that differ: any byte of an integer, floats by more than the tolerance. */
function differences({ outputs, output_record_bytes }: Golden, found: Uint8Array, expected: Uint8Array): string[] {
  if (found.length !== expected.length) return [`${found.length} bytes for ${expected.length}`];
  return outputs.flatMap(({ name, type, offset, bytes }) => {
    const parts = [found, expected].map((all) =>
      Buffer.concat(
        Array.from({ length: all.length / output_record_bytes }, (_, record) => {
          const at = record * output_record_bytes + offset;
          return all.subarray(at, at + bytes);
        }),
      ),
    );
    if (type !== 'FLOAT32') return Buffer.compare(parts[0], parts[1]) === 0 ? [] : [`output ${name}`];
    const [a, b] = parts.map((part) => new Float32Array(Uint8Array.from(part).buffer));
    const size = b.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);
    const off = a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]) / size), 0);
    return off < LIBM_TOLERANCE ? [] : [`output ${name} by ${off}`];
  });
}

describe.skipIf(!hasOracle)('whole models (needs ../shared)', () => {
  const unsupported: string[] = [];
  const passed: string[] = [];
  test.each(names)('%s', (name) => {
    const file = (what: string) => readFileSync(join(folder, name, what));
    const golden: Golden = JSON.parse(file('golden.json').toString());
    const model = readModel(file('model.tflite'));
    if (!model.ok) throw new Error(JSON.stringify(model.problems));
    const made = createInterpreter(model.value, MAKERS.reference);
    if (!made.ok && made.problems.every(({ code }) => code === 'micro/unsupported')) {
      unsupported.push(`${name}: ${made.problems.map((p) => p.message).join('; ')}`);
      return;
    }
    if (golden.status !== 'ok') return expect(made.ok).toBe(false);
    if (!made.ok) throw new Error(JSON.stringify(made.problems));
    const inputs = file('inputs.bin');
    const ran = runRecords(made.value, inputs, false);
    if (!ran.ok) throw new Error(JSON.stringify(ran.problems));
    const outputs = file('outputs.bin');
    expect(differences(golden, ran.value.outputs, outputs)).toEqual([]);
    const wrong = golden.tensors.filter(
      // A tensor without bytes has no CRC in the file.
      ({ sg, i, crc32, const: isConstant, type }) =>
        !isConstant &&
        crc32 !== undefined &&
        type !== 'FLOAT32' &&
        ran.value.tensorCrcs[sg === 0 ? String(i) : `${sg}:${i}`] !== crc32,
    );
    expect(wrong.map(({ i }) => i)).toEqual([]);
    if (golden.stateful) {
      const sequence = runRecords(made.value, inputs, true);
      if (!sequence.ok) throw new Error(JSON.stringify(sequence.problems));
      expect(differences(golden, sequence.value.outputs, file('outputs_seq.bin'))).toEqual([]);
    }
    passed.push(name);
  });
  test('a table of what ran', () => {
    console.log(
      [`${passed.length} models agree: ${passed.join(', ')}`, 'without a kernel:', ...unsupported].join('\n'),
    );
    expect(passed.length).toBeGreaterThan(0);
  });
});
