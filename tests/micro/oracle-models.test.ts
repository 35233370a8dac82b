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
  readonly tensors: readonly { sg: number; i: number; crc32: string; const?: boolean; type: string }[];
}

const folder = join(ORACLE, 'models');
const names = hasOracle ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'golden.json'))) : [];
/** Float results through the C library's exp differ in the last bit. */
const isFloat = (golden: Golden) => golden.tensors.some(({ type }) => type === 'FLOAT32');

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
    if (isFloat(golden)) {
      const [a, b] = [ran.value.outputs, outputs].map((bytes) => new Float32Array(Uint8Array.from(bytes).buffer));
      const size = b.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);
      expect(a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]) / size), 0)).toBeLessThan(2e-6);
    } else {
      expect(Buffer.compare(ran.value.outputs, outputs)).toBe(0);
      const wrong = golden.tensors.filter(
        ({ sg, i, crc32, const: isConstant }) =>
          !isConstant && ran.value.tensorCrcs[sg === 0 ? String(i) : `${sg}:${i}`] !== crc32,
      );
      expect(wrong.map(({ i }) => i)).toEqual([]);
    }
    if (golden.stateful) {
      const sequence = runRecords(made.value, inputs, true);
      expect(sequence.ok && Buffer.compare(sequence.value.outputs, file('outputs_seq.bin'))).toBe(0);
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
