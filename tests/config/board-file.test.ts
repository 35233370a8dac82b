import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeProblem, must } from '../../src/base/problem.ts';
import { BOARD_FILES } from '../../src/board/boards/index.ts';
import { BOARD_SCHEMA } from '../../src/board/params.ts';
import { parseBoard } from '../../src/config/board-file.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';
import { PROFILES } from '../../src/micro/profile.ts';

const BOARDS = must(readShippedBoards()).boards;

const OURS = `id: ours
name: Our board
mcu: STM32F446
profile: cortex-m4f/cmsis_nn
clock: 180 MHz
ramSize: 128 KiB
flashSize: 512 KiB
`;
/** As such files were before there were units. */
const BARE = OURS.replace('clock: 180 MHz', 'clockHz: 180000000')
  .replace('ramSize: 128 KiB', 'ramBytes: 131072')
  .replace('flashSize: 512 KiB', 'flashBytes: 524288');

const complaints = (text: string) => {
  const outcome = parseBoard(text, 'ours.yaml');
  return outcome.ok ? [] : outcome.problems.map(describeProblem);
};

describe('a board file', () => {
  test.each([
    ['figures with units', OURS],
    ['bare numbers under the keys that name the unit', BARE],
    ['one of each', OURS.replace('ramSize: 128 KiB', 'ramBytes: 131072')],
    ['JSON', JSON.stringify({ ...fieldsOf(OURS), sources: [] })],
    ['other units', OURS.replace('180 MHz', '0.18 GHz').replace('128 KiB', '0.125 MiB').replace('512 KiB', '524288 B')],
  ])('with %s has the fields of a board', (_, text) => {
    expect(parseBoard(text, 'ours.yaml')).toEqual({
      ok: true,
      value: {
        id: 'ours',
        name: 'Our board',
        mcu: 'STM32F446',
        profile: 'cortex-m4f/cmsis_nn',
        clockHz: 180000000,
        ramBytes: 131072,
        flashBytes: 524288,
        sources: [],
      },
    });
  });

  test.each(BOARDS)('may be JSON, and $id is one', (board) => {
    expect(parseBoard(JSON.stringify(board), 'board.json')).toEqual({ ok: true, value: board });
  });

  test.each([
    [
      'a key that is nearly right',
      OURS.replace('ramSize', 'ramsize'),
      [
        'ours.yaml:1:1: the key "ramSize" is missing; write the largest contiguous RAM region that an arena can ' +
          'lie in, for example 256 KiB',
        'ours.yaml:6:1 ramsize: unknown key "ramsize"; did you mean "ramSize"?',
      ],
    ],
    [
      'a number without a unit',
      OURS.replace('180 MHz', '180000000').replace('128 KiB', '"128"'),
      [
        'ours.yaml:5:8 clock: 180000000 has no unit; write for example "180000000 Hz"',
        'ours.yaml:6:10 ramSize: "128" has no unit; write for example "128 KiB"',
      ],
    ],
    [
      'a number in hexadecimal, and one of YAML',
      OURS.replace('128 KiB', '0x20000').replace('512 KiB', '.inf'),
      [
        'ours.yaml:6:10 ramSize: 131072 has no unit; write for example "131072 B"',
        'ours.yaml:7:12 flashSize: Infinity has no unit; write for example "64 KiB"',
      ],
    ],
    [
      'a unit of something else',
      OURS.replace('180 MHz', '180 MB'),
      [
        'ours.yaml:5:8 clock: "180 MB" is not a clock rate: "MB" is none of Hz, kHz, MHz, GHz; ' +
          'write for example "64 MHz"',
      ],
    ],
    [
      'part of a byte',
      OURS.replace('128 KiB', '1.1 KiB'),
      [
        'ours.yaml:6:10 ramSize: "1.1 KiB" is no whole number of bytes; ' +
          'write a whole number of bytes, at least 1 and at most 1000000 MB, with a unit',
      ],
    ],
    [
      'no flash',
      OURS.replace('512 KiB', '0 B'),
      [
        'ours.yaml:7:12 flashSize: "0 B" is less than 1; ' +
          'write a whole number of bytes, at least 1 and at most 1000000 MB, with a unit',
      ],
    ],
    [
      'too fast a clock',
      OURS.replace('180 MHz', '10.1 GHz'),
      [
        'ours.yaml:5:8 clock: "10.1 GHz" is more than 10 GHz; ' +
          'write a whole number of hertz, at least 1 and at most 10 GHz, with a unit',
      ],
    ],
    [
      'a bare key with a unit',
      BARE.replace('180000000', '180 MHz'),
      ['ours.yaml:5:10 clockHz: "180 MHz" is no bare number; write it as clock'],
    ],
    [
      'a figure twice',
      `${OURS}clockHz: 180000000\n`,
      ['ours.yaml:8:10 clockHz: clock and clockHz are the same figure; take clockHz out'],
    ],
    [
      'a figure that is empty',
      OURS.replace('180 MHz', ''),
      [expect.stringMatching(/^ours.yaml:5:\d+ clock: null is not/)],
    ],
    [
      'a list',
      '- ours\n',
      [
        expect.stringMatching(
          /^ours.yaml:1:1: a list is not a group of keys; write a group of keys \(id, .* and sources\)$/,
        ),
      ],
    ],
    [
      'an alias',
      OURS.replace('128 KiB', '*x').replace('ours', '&x ours'),
      [expect.stringMatching(/^ours.yaml:6:10: aliases \(\*x\) are not supported; write the values out$/)],
    ],
  ])('%s is a mistake with its place', (_, text, expected) => expect(complaints(text)).toEqual(expected));

  test('all mistakes are told at once', () => {
    const codes = (text: string) => {
      const outcome = parseBoard(text, 'ours.yaml');
      return outcome.ok ? [] : outcome.problems.map(({ code }) => code).sort();
    };
    const wrong = OURS.replace('180 MHz', '180').replace('id: ours', 'idd: ours').replace('cortex-m4f', 'cortex-m4');
    expect(codes(wrong)).toEqual(['quantity/format', 'spec/choice', 'spec/missing-key', 'spec/unknown-key']);
    expect(codes(BARE.replace('131072', '-1'))).toEqual(['spec/range']);
    expect(codes('id: ours\n')).toEqual(Array.from({ length: 6 }, () => 'spec/missing-key'));
  });

  test('an unknown profile lists those that there are', () => {
    const [complaint] = complaints(OURS.replace('cortex-m4f', 'cortex-m4'));
    expect(complaint).toMatch(/^ours\.yaml:4:10 profile: "cortex-m4\/cmsis_nn" is none of .*"cortex-m4f\/cmsis_nn"/);
    expect(complaint).toMatch(/; did you mean "cortex-m4f\/cmsis_nn"\?$/);
  });

  test('whatever stands under a key, there is a board or a problem', () => {
    const keys = Object.keys(BOARD_SCHEMA.properties);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()), (changes) => {
        const outcome = parseBoard(JSON.stringify({ ...fieldsOf(OURS), ...changes }), 'board.json');
        expect(outcome.ok || outcome.problems.length > 0).toBe(true);
      }),
      { seed: 7 },
    );
  });
});

describe('schemas/board.schema.json', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schemas/board.schema.json', import.meta.url), 'utf8'));
  const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

  test.each(Object.entries(BOARD_FILES.boards))('an editor takes the file of %s', (_, text) => {
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each([
    ['bare numbers', BARE, true],
    ['a figure twice', `${OURS}clockHz: 1\n`, false],
    ['a figure that is missing', OURS.replace(/^clock.*\n/m, ''), false],
    ['an unknown key', `${OURS}ram: 1 MB\n`, false],
  ])('%s is what it is for the reader of files', (_, text, isValid) => expect(validate(parse(text))).toBe(isValid));
});

describe('docs/boards.md', () => {
  const page = readFileSync(new URL('../../docs/boards.md', import.meta.url), 'utf8');
  const example = /```yaml.*\n(# yaml-language-server[\s\S]*?)```/.exec(page)?.[1] ?? '';

  test('its example is a board', () => {
    expect(parseBoard(example, 'our-sensor.yaml')).toMatchObject({
      ok: true,
      value: { id: 'our-sensor', clockHz: 120e6, ramBytes: 640 * 1024, flashBytes: 2 * 1024 * 1024, flash: 'internal' },
    });
  });

  test('what it says about a bare number is what is said', () => {
    expect(page).toContain(complaintsIn('boards/our-sensor.yaml', example.replace('640 KiB', '256')));
  });

  test('it has every key that is not bare, required or not, and every profile', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (required|) +\|/gm)].map(([, key, need]) => [
      key,
      need === 'required',
    ]);
    const figures = BOARD_SCHEMA.allOf.flatMap(({ oneOf: [{ required }] }) => required);
    const keys = Object.entries(BOARD_SCHEMA.properties).filter(([, schema]) => !('deprecated' in schema));
    const required = new Set<string>([...BOARD_SCHEMA.required, ...figures]);
    expect(rows).toEqual(keys.map(([key]) => [key, required.has(key)]));
    for (const { id } of PROFILES) expect(page).toContain(`\`${id}\``);
  });
});

function complaintsIn(file: string, text: string): string {
  const outcome = parseBoard(text, file);
  return outcome.ok ? 'no complaint' : outcome.problems.map(describeProblem).join('\n');
}

function fieldsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(': ')),
  );
}
