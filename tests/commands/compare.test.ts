import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { table } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import { compareCommand } from '../../src/commands/compare.ts';
import { measureCommand } from '../../src/commands/measure.ts';
import { executeCommand } from '../../src/commands/program.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { formatBytes } from '../../src/report/format.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { memoryHost, memoryIo } from './io.ts';

const root = join(import.meta.dirname, '../..');
const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
const engine: Engine = {
  version: '1.2.3',
  kernelsSha256: 'ab'.repeat(32),
  buildSha256: 'cd'.repeat(32),
  makeKernels: (bytes) => wasmKernels(module, createMemory(bytes)),
  trainerOn: () => expect.unreachable(),
  evaluateOn: () => expect.unreachable(),
};
const SHIPPED = must(readShippedBoards());
const fixture = (name: string) => readFileSync(join(root, 'fixtures', name));
const TINY = `id: tiny
name: A tiny board
mcu: nRF52840
profile: cortex-m4f/cmsis_nn
clock: 32 MHz
ramSize: 1 KiB
flashSize: 64 KiB
`;

async function compare(options = {}, model = 'arena/fc_10x2.tflite', command = compareCommand) {
  const io = memoryIo({
    'm.tflite': fixture(model),
    'tiny.yaml': TINY,
    'plain.yaml': TINY.replace('cortex-m4f', 'cortex-m0plus').replace('64 KiB', '4 KiB'),
    'small.yaml': TINY.replace('64 KiB', '8 KiB'),
    'odd.yaml': TINY.replace('tiny', '"=1+1, odd"'),
  });
  const status = await executeCommand(command, memoryHost(io, engine), ['m.tflite'], options);
  return { status, ...io.written };
}

interface Row {
  readonly id: string;
  readonly fits: boolean;
  readonly profile: string;
  readonly ramBytes: number;
  readonly arenaMinBytes: number;
  readonly arenaShare: number;
  readonly flashShare: number;
  readonly headroomShare: number;
  readonly headroomBytes: number;
  readonly flashUsedBytes: number;
  readonly latencyMs?: number;
  readonly latencyAtLeastMs?: number;
}
const rows = async (options = {}, model?: string): Promise<readonly Row[]> =>
  JSON.parse((await compare({ json: true, ...options }, model)).out).boards;

test('every board is in the table, with the arena of its core and kernels as the runtime has it', async () => {
  const { status, out } = await compare();
  expect(status).toBe(0);
  for (const { id } of [...SHIPPED.boards, ...SHIPPED.computers, ...SHIPPED.notMeasured])
    expect(out).toMatch(new RegExp(`(^|[ ,])${id}[ ,:\n]`, 'm'));
  const measured = table('arenas').filter(({ model }) => model === 'fc_10x2');
  for (const { profile, arenaMinBytes } of await rows()) {
    const real = measured.find((row) => row.profile === profile);
    if (real) expect(arenaMinBytes).toBe(real.min);
  }
});

test.each(['arena/fc_10x2.tflite', 'streaming/wake.tflite', 'digits/teacher.tflite'])(
  '%s: the table has at most 100 columns',
  async (model) => {
    const { out } = await compare({}, model);
    for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
  },
);

test('shares and headroom, by hand, where the code of the kernels is not known', async () => {
  const [tiny] = await rows({ board: ['plain.yaml'] });
  const [measured] = table('arenas').filter(
    ({ model, profile }) => model === 'fc_10x2' && profile === 'cortex-m0plus/cmsis_nn',
  );
  const [arena, size] = [Number(measured.min), fixture('arena/fc_10x2.tflite').length];
  expect(tiny).toMatchObject({ fits: arena <= 1024, arenaMinBytes: arena });
  expect(tiny.arenaShare).toBeCloseTo(arena / 1024, 12);
  expect(tiny.flashShare).toBeCloseTo(size / 4096, 12);
  expect(tiny.headroomShare).toBeCloseTo(1 - Math.max(arena / 1024, size / 4096), 12);
  expect(tiny.headroomBytes).toBe(Math.min(1024 - arena, 4096 - size));
});

test('flash holds the code of the kernels too, in compare as in measure', async () => {
  // TFLM's interpreter without any operator takes 10,792 B (src/board/flash, measured by linking).
  const [small] = await rows({ board: ['small.yaml'] });
  expect(small.flashUsedBytes).toBeGreaterThan(10_792 + fixture('arena/fc_10x2.tflite').length);
  expect(small).toMatchObject({ fits: false, headroomBytes: 8192 - small.flashUsedBytes });
  const { out } = await compare({ board: ['small.yaml'] }, undefined, measureCommand);
  expect(out).toContain(`too large by ${formatBytes(small.flashUsedBytes - 8192)}`);
});

describe('--sort', () => {
  const orderBy = async (sort: string, value: (row: Row) => number) => {
    const values = (await rows({ sort }, 'digits/teacher.tflite')).map(value);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  };

  test('latency: figures first, then lower bounds, then the others', async () => {
    const found = await rows();
    const kinds = found.map(({ latencyMs, latencyAtLeastMs }) =>
      latencyMs === undefined ? (latencyAtLeastMs === undefined ? 2 : 1) : 0,
    );
    expect(kinds).toEqual([...kinds].sort());
    const times = found.flatMap(({ latencyMs }) => latencyMs ?? []);
    expect(times.length).toBeGreaterThan(5);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('arena, size, headroom and name', async () => {
    await orderBy('arena', ({ arenaMinBytes }) => arenaMinBytes);
    await orderBy('size', ({ flashShare }) => flashShare);
    await orderBy('headroom', ({ headroomShare }) => -headroomShare);
    const ids = (await rows({ sort: 'name' })).map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
  });
});

test('--fits leaves out what does not fit, and boards that nobody measures', async () => {
  const all = JSON.parse(
    (await compare({ json: true, board: ['tiny.yaml', 'phone', 'arduino-nano-33-ble'] }, 'digits/teacher.tflite')).out,
  );
  expect(all.boards.map(({ id, fits }: Row) => [id, fits])).toEqual(expect.arrayContaining([['tiny', false]]));
  expect(all.computers.map(({ id }: Row) => id)).toEqual(['phone']);
  const { out } = await compare(
    { json: true, fits: true, board: ['tiny.yaml', 'phone', 'arduino-nano-33-ble'] },
    'digits/teacher.tflite',
  );
  expect(JSON.parse(out)).toMatchObject({
    boards: [{ id: 'arduino-nano-33-ble' }],
    computers: [],
    unmeasuredBoards: [],
  });
});

test('the figures are those of measure --board', async () => {
  const ids = ['arduino-nano-33-ble', 'raspberry-pi-pico'];
  const { boards } = JSON.parse((await compare({ json: true, board: ids }, undefined, measureCommand)).out);
  for (const { id, ...row } of await rows({ board: ids })) {
    expect(boards[id]).toMatchObject({
      fits: row.fits,
      ramBytes: row.ramBytes,
      ...(row.latencyMs && { latencyMs: row.latencyMs }),
    });
  }
});

test('CSV has a line for each board and computer, and no cell that a spreadsheet would compute', async () => {
  const { out } = await compare({ csv: true, board: ['odd.yaml', 'phone', 'arduino-nano-33-ble'], sort: 'name' });
  const lines = out.split('\r\n');
  expect(lines[0]).toBe(
    'board,name,profile,fits,arenaMinBytes,ramBytes,flashUsedBytes,flashBytes,headroomBytes,' +
      'latencyMs,latencyBandPercent,latencyAtLeastMs,reason',
  );
  expect(lines[1]).toMatch(/^"'=1\+1, odd",A tiny board,cortex-m4f\/cmsis_nn,yes,\d+,1024,\d+,65536,/);
  expect(lines[2]).toMatch(/^arduino-nano-33-ble,Arduino Nano 33 BLE \(Sense\),cortex-m4f\/cmsis_nn,yes,/);
  expect(lines[3]).toMatch(
    /^phone,A phone \(Arm Cortex-A or Apple silicon\),tflite,yes,,,,,,,,,"no network like this one/,
  );
  expect(lines).toHaveLength(5);
});

test.each([
  [{ json: true, csv: true }, /--json and --csv are two forms of the same/],
  [{ board: ['nowhere'] }, /there is no board "nowhere"/],
  [{ board: ['tiny.yaml', 'lost.yaml'] }, /lost\.yaml/],
])('%j is a mistake', async (options, message) => {
  const { status, out, err } = await compare(options);
  expect([status, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});

test('a file that is no model is told of with its name', async () => {
  const { status, err } = await compare({}, 'streaming/recordings.npz');
  expect(status).toBe(2);
  expect(err).toMatch(/^m\.tflite: /);
});
