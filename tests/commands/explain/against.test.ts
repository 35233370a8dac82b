// `explain --against`: answers that LiteRT gave, with its reference kernels to wrong inputs and by XNNPACK
// (fixtures/explain/make.py), stand for boards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/base/digest.ts';
import { OUT_FOLDER } from '../../../src/commands/defaults.ts';
import type { ExplainOptions } from '../../../src/commands/explain/options.ts';
import { explainCommand } from '../../../src/commands/explain.ts';
import { executeCommand } from '../../../src/commands/program.ts';
import { MAKERS } from '../../micro/oracle.ts';
import { memoryHost, memoryIo } from '../io.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../../fixtures/explain', name));
const image = new Uint8Array(fixture('image.tflite'));

interface Recorded {
  readonly pixels: number[][];
  readonly input: number[][];
  readonly reference: number[][];
  readonly many: { readonly input: number[][]; readonly reference: number[][]; readonly xnnpack: number[][] };
  readonly real: number[][];
  readonly wrong: Readonly<Record<string, number[][]>>;
}
const recorded: Recorded = JSON.parse(fixture('answers.json').toString());

const engine = { makeKernels: MAKERS.wasm, version: '0.1.0' } as unknown as Parameters<typeof memoryHost>[1];
const raw = (rows: readonly (readonly number[])[]) => Uint8Array.from(rows.flat(), (value) => value & 255);
const text = (rows: readonly (readonly number[])[]) => rows.map((row) => row.join(', ')).join('\n');

type Files = Readonly<Record<string, Uint8Array | string>>;

async function explain(files: Files, options: Partial<ExplainOptions>, model = 'm.tflite') {
  const io = memoryIo({ 'm.tflite': image, ...files });
  const all = { out: OUT_FOLDER, ...options };
  const status = await executeCommand(explainCommand, memoryHost(io, engine), [model], all);
  return { status, ...io.written, files: io.files };
}

async function explained(files: Files, options: Partial<ExplainOptions> = {}) {
  const { status, out, err } = await explain(
    { 'in.bin': raw(recorded.input), ...files },
    { against: 'dump', input: 'in.bin', json: true, ...options },
  );
  expect(err).toBe('');
  return { status, ...JSON.parse(out) };
}

const causesIn = (trials: readonly { readonly causes: readonly { readonly id: string }[] }[]) =>
  trials.map(({ causes }) => causes.map(({ id }) => id).join(' + '));

describe('the right answers', () => {
  test.each<[string, Uint8Array | string]>([
    ['bytes', raw(recorded.reference)],
    ['numbers', text(recorded.reference)],
    [
      'bytes in hexadecimal',
      recorded.reference
        .flat()
        .map((v) => `0x${(v & 255).toString(16)}`)
        .join(' '),
    ],
    ['int8 without its sign', text(recorded.reference.map((row) => row.map((v) => v & 255)))],
    [
      'real values, of four digits',
      recorded.real
        .flat()
        .map((value) => value.toFixed(4))
        .join(' '),
    ],
    [
      "a serial log of ESP-IDF's",
      `rst:0x1 (ON)\r\n${text(recorded.reference).replaceAll(/^/gm, '\u001b[0;32mI (345) main: a = ')}\u001b[0m\r\n`,
    ],
  ])('as %s are the same', async (_, dump) => {
    const { status, answers } = await explained({ dump });
    expect(answers.difference).toMatchObject({ values: 0, of: 36 });
    expect(status).toBe(0);
  });

  test('of the first record alone, when no more were saved', async () => {
    const { answers } = await explained({ dump: text(recorded.reference.slice(0, 1)) });
    expect(answers).toMatchObject({ difference: { values: 0, of: 12 }, dump: { records: 1 } });
  });
});

describe('a wrong input', () => {
  test.each(Object.entries(recorded.wrong))('%s is found by its answers', async (cause, rows) => {
    // The causes that the values of the data tell need these.
    const isOfValues = ['input-raw', 'input-truncated', 'input-no-scale'].includes(cause);
    const given: Files = isOfValues ? { 'in.bin': text(recorded.pixels), dump: text(rows) } : { dump: text(rows) };
    const { status, answers } = await explained(given, isOfValues ? { subtract: 128, divide: 64 } : {});
    expect(status).toBe(1);
    expect(causesIn(answers.reproducing)).toContain(cause);
    expect(new Set(causesIn(answers.reproducing))).toEqual(new Set([cause]));
  });

  test('and answers read as uint8 are found together', async () => {
    const offset = raw(recorded.wrong['input-bgr']).map((byte) => byte ^ 0x80);
    const { answers } = await explained({ dump: offset });
    expect(causesIn(answers.reproducing)).toEqual(['input-bgr + output-offset']);
  });

  test('as text says what to write instead', async () => {
    const { out } = await explain(
      { 'in.bin': raw(recorded.input), dump: text(recorded.wrong['input-sign']) },
      { against: 'dump', input: 'in.bin' },
    );
    expect(out).toContain('- the input was uint8 where the model takes int8');
    expect(out).toContain('subtract 128 from each byte');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

test('answers one record late', async () => {
  const [a, b, c] = recorded.reference;
  const { answers } = await explained({ dump: text([c, a, b]) });
  expect(causesIn(answers.reproducing)).toEqual(['output-late']);
});

// Either way a sum is rounded once, and float32 has digits enough for these.
test('answers of XNNPACK, which scales in float32', async () => {
  const { input, xnnpack } = recorded.many;
  const { answers } = await explained({ 'in.bin': raw(input), dump: text(xnnpack) });
  expect(answers.difference).toMatchObject({ of: 16 * 12, most: 1 });
  expect(causesIn(answers.reproducing)).toEqual(['rounding-once', 'rounding-float']);
});

test('another model: the one of the files that gives the answers', async () => {
  const other = image.slice();
  for (let i = 3000; i < 3040; i++) other[i] ^= 0x10;
  const { out } = await explain(
    { 'm.tflite': other, 'in.bin': raw(recorded.input), dump: text(recorded.reference), 'old.tflite': image },
    { against: 'dump', input: 'in.bin', or: ['old.tflite'], json: true },
  );
  expect(causesIn(JSON.parse(out).answers.reproducing)).toEqual(['other-model']);
});

test('what nothing explains: the nearest ways, and what to try next', async () => {
  const { status, out } = await explain(
    {
      'in.bin': raw(recorded.input),
      dump: text(recorded.reference.map((row) => row.map((v, i) => (i === 3 ? v + 9 : v)))),
    },
    { against: 'dump', input: 'in.bin' },
  );
  expect(status).toBe(1);
  expect(out).toContain('3 of 36 numbers differ, by up to 9; the first is number 3');
  expect(out).toMatch(/none of \d+ ways that were run gives the board's answers/);
  expect(out).toContain('--probe kd_gate_probe.h');
});

describe('mistakes', () => {
  test.each<[string, Files, Partial<ExplainOptions>, string]>([
    ['no input', { dump: '1' }, { against: 'dump' }, 'what was the board fed? name it: --input'],
    [
      'a dump of another length',
      { dump: '1 2 3', in: raw(recorded.input) },
      { against: 'dump', input: 'in' },
      'the dump has 3 numbers; the model answers a record with 12',
    ],
    [
      'an input of another length',
      { dump: '1', in: '1 2 3' },
      { against: 'dump', input: 'in' },
      '--input has 5 bytes; a record has 360',
    ],
    [
      'more answers than records',
      { dump: text(recorded.reference), in: raw(recorded.input.slice(0, 1)) },
      { against: 'dump', input: 'in' },
      'answers to 3 records, --input has 1',
    ],
    ['nothing to compare with', {}, { input: 'in' }, 'add --against'],
    [
      'a board and a profile',
      { dump: '' },
      { against: 'dump', board: 'esp-eye', profile: 'esp32/esp_nn' },
      'write --board or --profile',
    ],
  ])('%s', async (_, files, options, message) => {
    const { status, err } = await explain(files, options);
    expect(err).toContain(message);
    expect(status).toBe(2);
  });

  test('a model that was not made yet', async () => {
    const { status, err } = await explain({ dump: '1' }, { against: 'dump' }, 'digits');
    expect([status, err]).toEqual([2, expect.stringContaining('no kd-gate-out/digits/model.tflite')]);
  });
});

test('a model of kd.yaml is the one that run wrote', async () => {
  const files = { 'kd-gate-out/digits/model.tflite': image, in: raw(recorded.input), dump: text(recorded.reference) };
  const { status, out } = await explain(files, { against: 'dump', input: 'in' }, 'digits');
  expect([status, out]).toEqual([0, expect.stringContaining("all 36 numbers of 3 records are kd-gate's")]);
});

describe('a dump of 64 MiB', () => {
  const filled = (line: string) => new Uint8Array(Buffer.alloc(64 * 1024 * 1024, line));

  // 32 million numbers, each an object, were gigabytes.
  test.each<[string, string]>([
    ['lines of numbers', `${'1 '.repeat(40)}\n`],
    ['one line', '1 '],
    ['a number a line', '1\n'],
  ])('of %s is refused with one sentence, in bounded memory', async (_, line) => {
    const before = process.memoryUsage().rss;
    const { status, err } = await explain(
      { 'in.bin': raw(recorded.input), dump: filled(line) },
      { against: 'dump', input: 'in.bin' },
    );
    expect(status).toBe(2);
    expect(err).toMatch(/^dump: the dump has more numbers than are read of a text \(2097152\); save .*\n$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(1.5 * 2 ** 30);
  });

  test('of lines of the probe is refused too', async () => {
    const head = 'kd-gate-tensor 1 reads op=0';
    const check = crc32(new TextEncoder().encode(head)).toString(16).padStart(8, '0');
    const { status, err } = await explain({ dump: filled(`${head} check=${check}\n`) }, { against: 'dump' });
    expect([status, err]).toEqual([2, expect.stringContaining('more than 200000 lines of the probe')]);
  });
});
