import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { isBoard } from '../../src/board/board.ts';
import { BOARD_FILES, idsOf } from '../../src/board/boards/index.ts';
import { COLUMNS } from '../../src/board/classes.ts';
import { COST_TABLES } from '../../src/board/cores/index.ts';
import { latencyOf } from '../../src/board/latency.ts';
import { parseBoard } from '../../src/config/board-file.ts';
import { resolveBoard } from '../../src/config/resolve-boards.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';
import { measureModel, onBoard, onBoards } from '../../src/gate/measure.ts';
import { findProfile, profileOf } from '../../src/micro/profile.ts';
import { resolve as resolveModel } from '../../src/micro/resolve.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { readModel } from '../../src/tflite/read.ts';

const { boards: BOARDS, computers: COMPUTERS, notMeasured: OTHER_BOARDS } = must(readShippedBoards());
/** A folder of which all files have gone is none any more. */
function idsIn(folder: string): string[] {
  const path = fileURLToPath(new URL(`../../src/board/${folder}`, import.meta.url));
  const files = existsSync(path) ? readdirSync(path) : [];
  return files.filter((file) => file.endsWith('.yaml')).map((file) => file.replace(/\.yaml$/, ''));
}

describe('boards', () => {
  test('there are at least 25, each in a file that has its name', () => {
    expect(BOARDS.length).toBeGreaterThanOrEqual(25);
    expect(BOARDS.map(({ id }) => id).sort()).toEqual(idsIn('boards').sort());
    expect(OTHER_BOARDS.map(({ id }) => id).sort()).toEqual(idsIn('boards/not-measured').sort());
    expect(COMPUTERS.map(({ id }) => id).sort()).toEqual(idsIn('boards/computers').sort());
  });

  test.each(BOARDS)('$id: figures that a chip can have, and where they come from', (board) => {
    expect(findProfile(board.profile).ok).toBe(true);
    expect(board.clockHz).toBeGreaterThanOrEqual(16e6);
    expect(board.clockHz).toBeLessThanOrEqual(1e9);
    expect(board.ramBytes).toBeGreaterThanOrEqual(16 * 1024);
    expect(board.ramBytes % 1024).toBe(0);
    expect(board.flashBytes).toBeGreaterThanOrEqual(128 * 1024);
    expect(board.flash).toMatch(/^(in|ex)ternal$/);
    expect(board.sources.length).toBeGreaterThan(0);
  });

  test.each(BOARDS)('$id is also a valid board file', (board) => {
    expect(parseBoard(JSON.stringify(board), 'board.json')).toMatchObject({ ok: true });
  });

  test.each(Object.entries(BOARD_FILES.boards))('%s has its figures with units', (_, text) => {
    expect(text).toMatch(/^clock: \d+ MHz$/m);
    expect(text).toMatch(/^ramSize: \d+ [KM]iB$/m);
    expect(text).toMatch(/^flashSize: \d+ [KM]iB$/m);
  });

  test.each([
    ['esp32-devkitc', 'esp32/esp_nn'],
    ['esp32-cam', 'esp32/esp_nn'],
    ['esp-eye', 'esp32/esp_nn'],
    ['m5stack-core2', 'esp32/esp_nn'],
    ['esp32-s2-saola-1', 'esp32/esp_nn'],
    ['esp32-s3-devkitc-1', 'esp32s3/esp_nn'],
    ['m5stack-cores3', 'esp32s3/esp_nn'],
    ['arduino-nano-esp32', 'esp32s3/esp_nn'],
    ['seeed-xiao-esp32s3', 'esp32s3/esp_nn'],
    ['esp32-c3-devkitm-1', 'esp32c3/esp_nn'],
    ['seeed-xiao-esp32c3', 'esp32c3/esp_nn'],
    ['esp32-c6-devkitc-1', 'esp32c3/esp_nn'],
    ['esp32-h2-devkitm-1', 'esp32c3/esp_nn'],
    ['esp32-p4-function-ev-board', 'esp32p4/esp_nn'],
  ])('%s reads its weights from external flash and runs %s', (id, profile) => {
    expect(BOARDS.find((board) => board.id === id)).toMatchObject({ profile, flash: 'external' });
  });

  test('at least 40 have an arena', () => expect(BOARDS.length).toBeGreaterThanOrEqual(40));

  test.each(OTHER_BOARDS)('$id says why there are no figures', ({ clockHz, reason, sources }) => {
    expect(clockHz).toBeGreaterThanOrEqual(100e6);
    expect(reason.length).toBeGreaterThan(40);
    expect(sources.length).toBeGreaterThan(0);
  });
});

describe('a made-up board, through nothing but the text of a file', () => {
  const madeUp = (changes: Readonly<Record<string, string>> = {}) => ({
    boards: {
      ...BOARD_FILES.boards,
      'made-up': Object.entries({
        id: 'made-up',
        name: 'A made-up board',
        mcu: 'nRF52840-twin',
        profile: 'cortex-m4f/cmsis_nn',
        clock: '32 MHz',
        ramSize: '2 KiB',
        flashSize: '64 KiB',
        ...changes,
      })
        .map(([key, value]) => `${key}: ${value}\n`)
        .join(''),
    },
    computers: BOARD_FILES.computers,
    notMeasured: {
      ...BOARD_FILES.notMeasured,
      secret: 'id: secret\nname: A secret board\nmcu: any\nclock: 1 GHz\nreason: nobody may look at it\n',
    },
  });
  const resolve = async (id: string, files = madeUp()) => resolveBoard(id, async () => expect.unreachable(), { files });
  const measurable = async (id: string, files = madeUp()) => {
    const board = must(await resolve(id, files));
    return isBoard(board) ? board : expect.unreachable(`${id} is not measured`);
  };
  const makeKernels = (size: number) => referenceKernels(createMemory(size));
  const bytes = readFileSync(new URL('../../fixtures/arena/fc_64x64_perch.tflite', import.meta.url));

  test('it can be named, and is listed after the others', async () => {
    expect(must(await resolve('made-up'))).toMatchObject({ clockHz: 32_000_000, ramBytes: 2048, flashBytes: 65536 });
    expect(idsOf(madeUp().boards).at(-1)).toBe('made-up');
    expect(must(readShippedBoards(madeUp())).boards.at(-1)?.name).toBe('A made-up board');
    expect(await resolve('made-upp')).toMatchObject({
      problems: [{ code: 'board/unknown', message: expect.stringContaining('did you mean "made-up"?') }],
    });
  });

  test('at half the clock of a board with the same chip a model takes twice as long', async () => {
    const model = must(resolveModel(must(readModel(bytes))));
    const [slow, fast] = await Promise.all(['made-up', 'arduino-nano-33-ble'].map((id) => measurable(id)));
    const [latency, half] = [latencyOf(model, slow), latencyOf(model, fast)];
    if ('reason' in latency || 'reason' in half) throw new Error('not measured');
    expect(latency.latencyMs).toBe(2 * half.latencyMs);
    expect(latency.bandPercent).toBe(half.bandPercent);
  });

  // The real runtime needs 1408 bytes of arena (fixtures/oracle/arenas.json.gz).
  test.each([
    [{ ramSize: '1408 B' }, true],
    [{ ramSize: '1407 B' }, false],
    // Of Cortex-M33 nothing is known of the code; on Cortex-M4 TFLM takes 10,792 B without any operator.
    [{ profile: 'cortex-m33f/cmsis_nn', flashSize: `${bytes.length} B` }, true],
    [{ profile: 'cortex-m33f/cmsis_nn', flashSize: `${bytes.length - 1} B` }, false],
    [{ flashSize: `${bytes.length + 10_792} B` }, false],
  ])('with %j the model fits: %s', async (changes, fits) => {
    const board = await measurable('made-up', madeUp(changes));
    const measured = must(measureModel(bytes, [profileOf(board.profile)], makeKernels));
    expect(onBoard(board, measured)).toMatchObject({ id: 'made-up', fits });
  });

  test('a mistake in a shipped file is a bug, and has its place', async () => {
    const resolved = resolve('made-up', madeUp({ clock: '64' }));
    await expect(resolved).rejects.toThrow('made-up.yaml (shipped):5:8 clock: 64 has no unit');
  });

  test.each(['constructor', '__proto__', 'toString'])('%s is the name of no board', async (id) => {
    expect(await resolve(id)).toMatchObject({ problems: [{ code: 'board/unknown' }] });
  });

  test('a board that is not measured can be named, and says why', async () => {
    expect(must(await resolve('secret'))).toMatchObject({ reason: 'nobody may look at it' });
  });
});

describe('the tables of cores', () => {
  test.each(COST_TABLES)(
    '$profiles: known profiles, and a figure for each column at most',
    ({ profiles, routines }) => {
      for (const profile of profiles) expect(findProfile(profile).ok).toBe(true);
      for (const { shapes, costs } of Object.values(routines)) {
        expect(shapes).toBeGreaterThan(0);
        for (const row of Object.values(costs)) {
          expect(row.length).toBeLessThanOrEqual(COLUMNS.length);
          expect(row.every((cost) => Number.isFinite(cost) && cost >= 0)).toBe(true);
        }
      }
    },
  );

  test('no profile has a routine twice', () => {
    const routines = COST_TABLES.flatMap((table) =>
      table.profiles.flatMap((profile) => Object.keys(table.routines).map((routine) => `${profile} ${routine}`)),
    );
    expect(new Set(routines).size).toBe(routines.length);
  });
});

test('a profile without an arena silences its own boards alone', () => {
  const bytes = readFileSync(new URL('../../fixtures/arena/fc_64x64_perch.tflite', import.meta.url));
  const [nano, pico] = ['arduino-nano-33-ble', 'raspberry-pi-pico'].map(
    (id) => BOARDS.find((board) => board.id === id) ?? expect.unreachable(id),
  );
  const makeKernels = (size: number) => referenceKernels(createMemory(size));
  const measured = must(measureModel(bytes, [profileOf(nano.profile)], makeKernels));
  const problem = { code: 'micro/size', message: 'too many tensors' } as const;
  const partly = { ...measured, profileProblems: new Map([[pico.profile, [problem]]]) };
  const [phone] = COMPUTERS.filter(({ id }) => id === 'phone');
  const secret = { ...phone, runtime: undefined, id: 'secret', name: 'S', clockHz: 1, reason: 'nobody may look' };
  const { runtime: _, ...other } = secret;
  const { boards, computers, unmeasuredBoards } = onBoards([pico, phone, nano, other], partly);
  expect(boards).toMatchObject([{ id: nano.id, fits: true }]);
  expect(unmeasuredBoards).toEqual([
    { id: pico.id, name: pico.name, reason: 'too many tensors' },
    { id: 'secret', name: 'S', reason: 'nobody may look' },
  ]);
  expect(computers).toMatchObject([{ id: 'phone', latencyReason: expect.stringContaining('benchmark_model') }]);
});
