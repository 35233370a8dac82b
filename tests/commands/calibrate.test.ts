// From a board file to a program, through a compiler onto a fake board, and from its log to a board that tells times.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { crc32, sha256Hex } from '../../src/base/digest.ts';
import { done, must } from '../../src/base/problem.ts';
import { builtinModel } from '../../src/board/builtin-models.ts';
import { calibrateCommand } from '../../src/commands/calibrate.ts';
import { executeCommand } from '../../src/commands/program.ts';
import { resolveBoard } from '../../src/config/resolve-boards.ts';
import { createInterpreter } from '../../src/micro/interpret.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { readModel } from '../../src/tflite/read.ts';
import { fakeBoard } from '../compress/firmware/fake-board.ts';
import { compile, here, runProgram, STRICT, TOOLCHAINS, writeInto } from '../compress/firmware/toolchains.ts';
import { MAKERS } from '../micro/oracle.ts';
import { memoryHost, memoryIo } from './io.ts';

const BOARD = `# The board on my desk.
id: desk
name: My board
mcu: STM32F446
profile: cortex-m4f/cmsis_nn
clock: 64 MHz
ramSize: 128 KiB
flashSize: 512 KiB
flash: internal
`;
const bytesOf = (name: string) => builtinModel(name) ?? expect.unreachable(name);
const engine = { makeKernels: MAKERS.wasm, version: '0.1.0' } as unknown as Parameters<typeof memoryHost>[1];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

async function calibrate(
  values: readonly string[],
  options: object,
  files: Readonly<Record<string, Uint8Array | string>>,
) {
  const io = memoryIo(files);
  const [step, ...rest] = values;
  const given = [step, rest] as unknown as readonly string[];
  const status = await executeCommand(calibrateCommand, memoryHost(io, engine), given, options);
  return { status, ...io.written, files: io.files };
}

/** The input that the program feeds int8 models, as the two sides have it: Numerical Recipes' ranqd1 from 1. */
function fixedInput(bytes: number): Uint8Array {
  let state = 1n;
  return Uint8Array.from({ length: bytes }, () => {
    state = (state * 1664525n + 1013904223n) % 2n ** 32n;
    return Number(state >> 24n);
  });
}

function answerOf(name: string) {
  const interpreter = must(createInterpreter(must(resolve(must(readModel(bytesOf(name))))), MAKERS.reference));
  const asked = fixedInput(interpreter.inputs[0].bytes);
  interpreter.write(interpreter.inputs[0], asked);
  must(interpreter.invoke());
  return { asked, given: interpreter.read(interpreter.outputs[0]).slice() };
}

interface Layout {
  readonly kind: string;
  readonly sources: readonly string[];
  readonly data: string;
  readonly include: string;
  readonly start: string;
  readonly flags: readonly string[];
  readonly clock: number;
}

const LAYOUTS: readonly Layout[] = [
  {
    ...{ kind: 'arduino', sources: ['calibrate/calibrate.ino', 'calibrate/profiler.cpp'], clock: 64_000_000 },
    ...{ data: 'calibrate/dense_model_data.cpp', include: 'calibrate' },
    start: 'void setup();\nvoid loop();\nint main() {\n  setup();\n  loop();\n  return 0;\n}\n',
    flags: ['-I', here('arduino'), '-include', 'Arduino.h', '-x', 'c++'],
  },
  {
    ...{ kind: 'esp-idf', sources: ['main/main.cc'], data: 'main/dense_model_data.cc', include: 'main' },
    ...{ start: 'extern "C" void app_main(void);\nint main() {\n  app_main();\n  return 0;\n}\n', clock: 240_000_000 },
    flags: ['-I', here('esp-idf')],
  },
  {
    ...{ kind: 'zephyr', sources: ['src/main.cpp'], data: 'src/dense_model_data.cc', include: 'src', start: '' },
    ...{ flags: ['-I', here('zephyr')], clock: 0 },
  },
  {
    ...{ kind: 'c', sources: ['calibrate.cc'], data: 'dense_model_data.cc', include: '.', clock: 32_000_000 },
    flags: [],
    start: `#include <stdio.h>
#include "port.h"
uint32_t kd_gate_ticks(void) { return static_cast<uint32_t>(32 * fake::microseconds); }
uint32_t kd_gate_ticks_per_second(void) { return 32000000u; }
uint32_t kd_gate_clock_hz(void) { return 32000000u; }
void kd_gate_print(const char* line) { printf("%s\\n", line); }
int main() {
  kd_gate_calibrate();
  return 0;
}
`,
  },
];

/** What the program prints on a board whose Invoke takes so long. */
async function logOf(
  { kind, sources, data, include, start, flags }: Layout,
  cpp: string,
  microseconds: number,
  wrongBit = 0,
) {
  const { status, err, files } = await calibrate(
    ['write', 'builtin:dense'],
    { board: 'desk.yaml', kind, out: 'out' },
    { 'desk.yaml': BOARD },
  );
  expect([status, err]).toEqual([0, '']);
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-calibrate-'));
  folders.push(folder);
  for (const [path, text] of files) if (path.startsWith('out/')) writeInto(join(folder, path.slice(4)), String(text));
  const { asked, given } = answerOf('dense');
  const answers = [{ asked, given: given.map((byte, i) => (i === 0 ? byte ^ wrongBit : byte)) }];
  writeInto(join(folder, 'board.cc'), fakeBoard(answers, start, microseconds));
  const common = ['-std=c++11', ...STRICT, '-I', here('tflm'), '-I', include];
  const objects = [...sources, data, 'board.cc'].map((source, i) => {
    compile(cpp, [...common, ...(i < sources.length ? flags : []), '-c', source, '-o', `${i}.o`], folder);
    return `${i}.o`;
  });
  compile(cpp, [...objects, '-o', 'program'], folder);
  return runProgram('./program', folder).stdout;
}

describe.each(TOOLCHAINS.filter(({ runs }) => runs))('the program of $name', ({ cpp, isHere }) => {
  test.skipIf(!isHere).each(LAYOUTS)(
    'for $kind prints what is read back: time, bytes, answers and clock',
    async (layout) => {
      const log = await logOf(layout, cpp, 812);
      const noise = log.replaceAll(/^/gm, '\u001b[0;32mI (12) main: ').replaceAll('\n', '\u001b[0m\r\n');
      const { status, out, err, files } = await calibrate(
        ['read', 'board.log'],
        { board: 'desk.yaml', json: true },
        {
          'desk.yaml': BOARD,
          'board.log': `rst:0x1 (POWERON_RESET)\r\n${noise}`,
        },
      );
      expect([status, err]).toEqual([0, '']);
      const { times, warnings, outcome } = JSON.parse(out);
      expect(times).toMatchObject([
        { model: 'builtin:dense', ms: 0.812, leastMs: 0.812, mostMs: 0.812, arenaBytes: 1000 },
      ]);
      // The fake's arena alone is none of TFLM's.
      expect(times[0].doubts).toEqual([
        expect.stringMatching(/^it used 1000 B of arena, kd-gate says \d+ B for cortex-m4f/),
      ]);
      const isOther = layout.clock !== 0 && layout.clock !== 64_000_000;
      expect(warnings).toEqual(isOther ? [expect.stringContaining(`the core ran at ${layout.clock / 1e6} MHz`)] : []);
      expect(outcome).toMatch(
        /^other models: factor \d+\.?\d* on the core's cycles, ±30%: measured on your board: 1 model/,
      );
      const written = String(files.get('desk.yaml'));
      expect(written.startsWith(BOARD)).toBe(true);
      expect(written).toContain(`model: builtin:dense\n    sha256: ${sha256Hex(bytesOf('dense'))}\n    ms: 0.812\n`);
    },
    60_000,
  );

  test.skipIf(!isHere)(
    'says when the board has other bits',
    async () => {
      const log = await logOf(LAYOUTS[2], cpp, 5, 1);
      const { out } = await calibrate(
        ['read', 'board.log'],
        { board: 'desk.yaml' },
        { 'desk.yaml': BOARD, 'board.log': log },
      );
      expect(out).toMatch(/warning: builtin:dense: its answers have other bits than kd-gate's: other kernels/);
    },
    60_000,
  );
});

describe('a model of the user', () => {
  const kws = bytesOf('separable');
  const sha256 = sha256Hex(kws);
  const answers = answerOf('separable');
  const log = (hex: string, us = '9000.000') => {
    const parts = [
      `model=kws_model sha256=${hex} bytes=${kws.length} data=${hexOf(crc32(kws))} arena=9 `,
      `answers=${hexOf(crc32(answers.given))} runs=9 loops=6 us=${us} least=${us} most=${us}`,
    ];
    const head = `kd-gate-calibrate 1 ${parts.join('')}`;
    return `${head} check=${hexOf(crc32(new TextEncoder().encode(head)))}\n`;
  };
  const hexOf = (value: number) => value.toString(16).padStart(8, '0');

  test('is copied beside the board file: training it anew changes nothing that was measured', async () => {
    const given = { 'boards/desk.yaml': BOARD, 'board.log': log(sha256), 'models/kws.tflite': kws };
    const values = ['read', 'board.log', 'models/kws.tflite'];
    const { status, out, err, files } = await calibrate(values, { board: 'boards/desk.yaml' }, given);
    expect([status, err]).toEqual([0, '']);
    const copy = `desk-models/kws-${sha256.slice(0, 8)}.tflite`;
    expect(files.get(`boards/${copy}`)).toEqual(kws);
    expect(String(files.get('boards/desk.yaml'))).toContain(`model: ${copy}\n`);
    expect(out).toContain('written to boards/desk.yaml');
    const read = async (path: string) => done(new Uint8Array(Buffer.from(files.get(path) ?? '')));
    expect(must(await resolveBoard('boards/desk.yaml', read))).toMatchObject({
      timings: [{ model: copy, sha256, ms: 9 }],
      ownCalibration: { bandPercent: 30 },
    });
  });

  test('has to be named', async () => {
    const { status, err } = await calibrate(
      ['read', 'board.log'],
      { board: 'desk.yaml' },
      {
        'desk.yaml': BOARD,
        'board.log': log('cd'.repeat(32)),
      },
    );
    expect(status).toBe(2);
    expect(err).toMatch(
      /^board\.log:1: "kws_model" has the SHA-256 cdcd.*name it: kd-gate calibrate read board\.log MODEL/,
    );
  });

  test('on a shipped board makes a file of the user with an id of its own', async () => {
    const given = { 'board.log': log(sha256), 'kws.tflite': kws };
    const options = { board: 'arduino-nano-33-ble', out: 'my-nano.yaml' };
    const { status, files } = await calibrate(['read', 'board.log', 'kws.tflite'], options, given);
    expect(status).toBe(0);
    expect(String(files.get('my-nano.yaml'))).toMatch(/^id: "my-nano"\nname: Arduino Nano 33 BLE/);
  });

  test('on a computer is timed by benchmark_model', async () => {
    const given = {
      'pi.log': 'Graph: [/home/pi/kws.tflite]\nInference timings in us: Init: 1, Inference (avg): 1801.3\n',
      'kws.tflite': kws,
    };
    const options = { board: 'raspberry-pi-4', out: 'our-pi.yaml' };
    const { status, err, files } = await calibrate(['read', 'pi.log', 'kws.tflite'], options, given);
    expect([status, err]).toEqual([0, '']);
    expect(String(files.get('our-pi.yaml'))).toMatch(/runtime: tflite\n[\s\S]*ms: 1.8013\n/);
    const other = await calibrate(['read', 'pi.log', 'vww.tflite'], options, { ...given, 'vww.tflite': kws });
    expect(other.status).toBe(0);
    const two = await calibrate(['read', 'pi.log', 'kws.tflite', 'vww.tflite'], options, {
      ...given,
      'vww.tflite': kws,
    });
    expect(two.err).toContain('no run of "vww.tflite"; the log has /home/pi/kws.tflite');
  });
});

test.each([
  [['wrote', 'x'], { board: 'desk.yaml' }, 'there is no step "wrote"; there are write and read'],
  [['write'], { board: 'desk.yaml' }, 'write needs --kind, one of arduino, esp-idf, zephyr and c, and --out FOLDER'],
  [['write'], { kind: 'c', out: 'o' }, 'the board is missing: --board FILE.yaml'],
  [
    ['write', 'builtin:x'],
    { board: 'desk.yaml', kind: 'c', out: 'o' },
    'kd-gate makes no model "builtin:x"; there are',
  ],
  [['write'], { board: 'phone', kind: 'c', out: 'o' }, 'benchmark_model --graph=x.tflite'],
  [
    ['write'],
    { board: 'tiny.yaml', kind: 'c', out: 'o' },
    'tiny has 1,024 B and 524,288 B; name fewer or smaller ones',
  ],
  [['read'], { board: 'desk.yaml' }, 'read needs the log'],
  [['read', 'x.log'], { board: 'arduino-nano-33-ble' }, 'ships with kd-gate; name a file of your own: --out'],
  [['read', 'x.log'], { board: 'desk.yaml', out: 'folder' }, '--out "folder" is no board file'],
  [['read', 'x.log'], { board: 'desk.yaml' }, 'x.log: the log is empty'],
])('%j with %j is a mistake that says what to write', async (values, options, message) => {
  const tiny = BOARD.replace('id: desk', 'id: tiny').replace('128 KiB', '1 KiB');
  const files = { 'desk.yaml': BOARD, 'tiny.yaml': tiny, 'x.log': '' };
  const { status, err, out } = await calibrate(values, options, files);
  expect([status, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test('a log of tens of thousands of runs is read like any other: the median of a model', async () => {
  const bytes = bytesOf('dense');
  const line = (us: number) => {
    const [time, sha256] = [`${us}.000`, sha256Hex(bytes)];
    const said = `kd-gate-calibrate 1 model=dense sha256=${sha256} data=0 arena=1 answers=00000000 us=${time}`;
    const head = `${said.replace('data=0', 'data=00000000')} least=${time} most=${time}`;
    return `${head} check=${crc32(new TextEncoder().encode(head)).toString(16).padStart(8, '0')}\n`;
  };
  const log = line(800).repeat(14_000) + line(812).repeat(14_001);
  const given = { 'desk.yaml': BOARD, 'board.log': log };
  const { status, out } = await calibrate(['read', 'board.log'], { board: 'desk.yaml', json: true }, given);
  expect(status).toBe(0);
  expect(JSON.parse(out).times).toMatchObject([{ model: 'builtin:dense', ms: 0.812, leastMs: 0.8, mostMs: 0.812 }]);
});

test('a log of many files names a few of them', async () => {
  const runs = Array.from({ length: 40_000 }, (_, i) => {
    return `Graph: [${i}.tflite]\nInference timings in us: Init: 5, Inference (avg): 18\n`;
  });
  const pi = 'id: pi\nname: Pi\nmcu: BCM2711\nruntime: tflite\n';
  const given = { 'pi.yaml': pi, 'pi.log': runs.join(''), 'x.tflite': bytesOf('dense') };
  const { status, err } = await calibrate(['read', 'pi.log', 'x.tflite'], { board: 'pi.yaml' }, given);
  expect(status).not.toBe(0);
  expect(err).toContain('no run of "x.tflite"; the log has 0.tflite, 1.tflite');
  expect(err).toContain('7.tflite and 39992 more');
  expect(err.length).toBeLessThan(1000);
});

test('docs/own-board.md: its board and its log give what it shows', async () => {
  const page = readFileSync(here('../../../docs/own-board.md'), 'utf8');
  const block = (start: string) => new RegExp(`^\`\`\`.*\\n(${start}[\\s\\S]*?)\`\`\`$`, 'm').exec(page)?.[1] ?? '';
  const given = { 'boards/desk.yaml': block('id: desk'), 'board.log': block('\\*\\*\\* Booting') };
  const { status, out, files } = await calibrate(['read', 'board.log'], { board: 'boards/desk.yaml' }, given);
  expect(status).toBe(0);
  // What is counted of the models changes with every better table of instructions.
  const plain = (text: string) => text.replace(/factor [0-9.]+/, 'factor').replace(/within [0-9]+ %/, 'within');
  expect(plain(out)).toBe(plain(block('desk\n')));
  expect(files.get('boards/desk.yaml')).toBe(`${block('id: desk')}${block('measured:')}`);
});

test.each([
  ['teensy-4.0', ' --out our-board.yaml'],
  ['desk.yaml', ''],
])("the next step reads the log for %s, into a file of the user's", async (board, target) => {
  const { status, out } = await calibrate(
    ['write', 'builtin:dense'],
    { board, kind: 'arduino', out: 'sketch' },
    { 'desk.yaml': BOARD },
  );
  expect(status).toBe(0);
  expect(out).toContain(`2. kd-gate calibrate read board.log --board ${board}${target}\n`);
});
