import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { listedBoard, renderBoards } from '../../src/commands/boards/table.ts';
import { boardsCommand } from '../../src/commands/boards.ts';
import { executeCommand } from '../../src/commands/program.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';
import { memoryHost, memoryIo } from './io.ts';

const SHIPPED = must(readShippedBoards());

async function boards(word?: string, options = {}) {
  const io = memoryIo();
  const status = await executeCommand(boardsCommand, memoryHost(io), word === undefined ? [] : [word], options);
  return { status, ...io.written };
}

async function idsOf(word?: string): Promise<string[]> {
  const { out } = await boards(word, { json: true });
  const { boards: found, computers, notMeasured } = JSON.parse(out);
  return [...found, ...computers, ...notMeasured].map(({ id }: { readonly id: string }) => id);
}

describe('boards without a word', () => {
  test('all boards are listed, in lines of at most 100 columns', async () => {
    const { status, out } = await boards();
    expect(status).toBe(0);
    for (const { id } of [...SHIPPED.boards, ...SHIPPED.computers, ...SHIPPED.notMeasured])
      expect(out).toMatch(new RegExp(`(^|[ ,])${id}[ ,:\n]`, 'm'));
    for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
    expect(out).toMatch(/^ {2}arduino-nano-33-ble +nRF52840 +64 MHz +256 KiB +960 KiB +±\d+%$/m);
  });

  test('the head stands above its columns, also where a profile is longer than the ids', async () => {
    const lines = (await boards('pico')).out.split('\n');
    expect(lines[0]).toMatch(/^cortex-m0plus\/cmsis_nn {2}chip /);
    for (const line of lines.slice(1, 3)) expect(line.indexOf('RP2040')).toBe(lines[0].indexOf('chip'));
  });

  test('long ids and chips fit too: the chip is cut', () => {
    const [board] = SHIPPED.boards;
    const long = {
      ...board,
      id: 'an-id-of-forty-characters-and-some-more-1',
      mcu: 'A-CHIP-OF-MANY-CHARACTERS-AND-MORE',
    };
    const lines = renderBoards({ boards: [board, long].map(listedBoard), computers: [], notMeasured: [] }).split('\n');
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(100);
    expect(lines.at(-2)).toMatch(/an-id-of-forty-characters-and-some-more-1 +A-CHIP-OF-[^ ]*… +64 MHz/);
  });

  test('a chip that nobody has measured, and whose core is known, has a lower bound', async () => {
    const [board] = SHIPPED.boards;
    const c6 = { ...board, id: 'c6', mcu: 'ESP32-C6', profile: 'esp32c3/esp_nn', ramBytes: 64 * 1024 };
    expect(listedBoard(c6)).toMatchObject({ latency: 'at least' });
    expect(renderBoards({ boards: [listedBoard(c6)], computers: [], notMeasured: [] })).toMatch(/ at least$/m);
  });

  test('what is true of several boards is said once', () => {
    const other = (id: string, reason: string) => ({ id, name: id, mcu: 'x', clockHz: 1e9, reason, sources: [] });
    const notMeasured = [other('a', 'a Linux computer'), other('b', 'a phone'), other('c', 'a Linux computer')];
    const text = renderBoards({ boards: [], computers: [], notMeasured });
    expect(text).toBe('not measured, and why:\n  a, c: a Linux computer\n  b: a phone\n');
  });

  test('as JSON they are board files with what is known of latency', async () => {
    const { out } = await boards(undefined, { json: true });
    const nano = JSON.parse(out).boards.find(({ id }: { readonly id: string }) => id === 'arduino-nano-33-ble');
    expect(nano).toMatchObject({
      mcu: 'nRF52840',
      ramBytes: 262144,
      latency: 'band',
      latencyBandPercent: expect.any(Number),
    });
  });
});

describe('boards by a word', () => {
  test.each([
    ['esp32', ['esp32-devkitc', 'esp32-s3-devkitc-1', 'esp32-c3-devkitm-1', 'esp32-p4-function-ev-board']],
    ['ESP32-S3', ['esp32-s3-devkitc-1']],
    ['esp32s3', ['esp32-s3-devkitc-1']],
    ['espressif', ['esp32-devkitc']],
    ['rp2040', ['raspberry-pi-pico']],
    ['pico', ['raspberry-pi-pico', 'raspberry-pi-pico-2']],
    ['Pico 2', ['raspberry-pi-pico-2']],
    ['nano', ['arduino-nano-33-ble']],
    ['m7', ['stm32f746-discovery', 'teensy-4.1']],
    ['cortex-m4', ['arduino-nano-33-ble', 'stm32f4-discovery']],
    ['Cortex M4F', ['arduino-nano-33-ble', 'stm32f4-discovery']],
    ['m0+', ['raspberry-pi-pico', 'nucleo-g0b1re']],
    ['cortex-m85', ['renesas-ek-ra8m1', 'renesas-ek-ra8d1']],
    ['stm32', ['nucleo-h743zi', 'arduino-giga-r1']],
    ['st', ['nucleo-h743zi', 'b-u585i-iot02a']],
    ['h743', ['nucleo-h743zi']],
    ['F746', ['stm32f746-discovery']],
    ['nrf52', ['arduino-nano-33-ble', 'seeed-xiao-nrf52840-sense']],
    ['52840', ['arduino-nano-33-ble', 'seeed-xiao-nrf52840-sense']],
    ['nordic', ['nrf5340-dk']],
    ['black pill', ['stm32f411-discovery']],
    ['raspberry pi', ['raspberry-pi-pico', 'raspberry-pi-5']],
    ['cortex-a', ['raspberry-pi-4']],
    ['risc-v', ['esp32-c3-devkitm-1', 'esp32-p4-function-ev-board']],
    ['xtensa', ['esp32-devkitc', 'm5stack-atom-echo', 'esp32-s3-devkitc-1']],
    ['stm32 m7', ['stm32f746-discovery', 'nucleo-h743zi']],
  ])('%s finds %j, perhaps among others', async (word, expected) => {
    expect(await idsOf(word)).toEqual(expect.arrayContaining(expected));
  });

  test.each([
    // Of the EK-RA6M4 the core is a Cortex-M33.
    ['m4', 'renesas-ek-ra6m4'],
    ['m7', 'arduino-nano-33-ble'],
    ['pico', 'raspberry-pi-4'],
    ['rp2040', 'raspberry-pi-pico-2'],
    ['stm32 m7', 'teensy-4.1'],
    ['risc-v', 'm5stack-atom-echo'],
    ['esp32-s3', 'esp32-devkitc'],
  ])('%s does not find %s', async (word, other) => {
    expect(await idsOf(word)).not.toContain(other);
  });

  test('what is found by its id comes before what is found by its chip', async () => {
    const [first] = await idsOf('stm32');
    expect(first).toBe('stm32f4-discovery');
    expect((await idsOf('stm32')).indexOf('arduino-giga-r1')).toBeGreaterThan(3);
  });

  test.each([
    ['esp23', 'esp32'],
    ['nanno', 'nano'],
    ['rp2o40', 'rp2040'],
    ['rasberry', 'raspberry'],
  ])('%s is a mistake; %s is near', async (word, near) => {
    const { status, out, err } = await boards(word);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(`no board is found by "${word}"; did you mean "${near}"?`);
  });

  test.each(['', '---', 'zzzzzzzzzzzzzzzz', '__proto__', '[('])('%j is a mistake of one line', async (word) => {
    const { status, err } = await boards(word);
    expect(status).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err.length).toBeLessThan(400);
  });

  test('a word of 100,000 letters is a mistake of one line, found at once', async () => {
    const { status, err } = await boards('a'.repeat(100_000));
    expect(status).toBe(2);
    expect(err.length).toBeLessThan(400);
  });
});
