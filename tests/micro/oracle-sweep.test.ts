// Models of one operator on emulated Cortex-M cores: the same answers as CMSIS-NN's and the reference kernels there. A
// few are shipped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createInterpreter } from '../../src/micro/interpret.ts';
import { readModel } from '../../src/tflite/read.ts';
import { hasOracle, MAKERS, ORACLE } from './oracle.ts';

/** ../shared/oracle/arm/README.md: reads stale scratch on MVE only. */
const DEFECTS = ['cortex-m55-mve/cmsis_nn conv_k1x7_h1w64_ci8_co16_s2_same'];

/** The generator of the inputs: xorshift32, the upper byte of each state. */
function* inputBytes(): Generator<number, never> {
  let state = 2463534242;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 24;
  }
}

function fnv1a(bytes: Uint8Array): string {
  const hash = bytes.reduce((h, byte) => Math.imul(h ^ byte, 16777619), 0x811c9dc5 | 0);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const shipped = join(import.meta.dirname, '../../fixtures/arena');
const shippedAnswers: Record<string, string> = JSON.parse(readFileSync(join(shipped, 'answers.json'), 'utf8'));

test.each(Object.entries(shippedAnswers))('%s answers as on the chip', (name, answer) => {
  expect(answerOf(readFileSync(join(shipped, `${name}.tflite`)))).toBe(answer);
});

describe.skipIf(!hasOracle)('the sweep (needs ../shared)', () => {
  test('every model answers as on the chip', () => {
    const folder = join(ORACLE, 'arm');
    const { results } = JSON.parse(readFileSync(join(folder, 'sweep.json'), 'utf8'));
    const answers = new Map<string, string>();
    const wrong: string[] = [];
    let count = 0;
    for (const [profile, rows] of Object.entries<Record<string, { output: string }>>(results)) {
      for (const [name, { output }] of Object.entries(rows)) {
        if (DEFECTS.includes(`${profile} ${name}`)) continue;
        const found = answers.get(name) ?? answerOf(readFileSync(join(folder, 'sweep_models', `${name}.tflite`)));
        answers.set(name, found);
        if (found !== output) wrong.push(`${profile} ${name}: ${found} for ${output}`);
        count++;
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(900);
  });
});

function answerOf(file: Uint8Array): string {
  const model = readModel(file);
  const made = model.ok ? createInterpreter(model.value, MAKERS.wasm) : model;
  if (!made.ok) return made.problems[0].message;
  const { inputs, outputs, write, read, invoke } = made.value;
  const bytes = inputBytes();
  for (const input of inputs)
    write(
      input,
      Uint8Array.from({ length: input.bytes }, () => bytes.next().value),
    );
  const ran = invoke();
  return ran.ok ? outputs.map((output) => fnv1a(read(output))).join() : ran.problems[0].message;
}
