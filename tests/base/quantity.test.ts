import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dimension, describeQuantity, parseQuantity } from '../../src/base/quantity.ts';

describe('parseQuantity', () => {
  test.each<[string, Dimension[], number, Dimension]>([
    ['64 KiB', ['bytes'], 65536, 'bytes'],
    ['64KiB', ['bytes'], 65536, 'bytes'],
    ['1.5 MiB', ['bytes'], 1572864, 'bytes'],
    ['64 KB', ['bytes'], 64000, 'bytes'],
    ['2 MB', ['bytes'], 2000000, 'bytes'],
    ['  512 B ', ['bytes'], 512, 'bytes'],
    ['0 B', ['bytes'], 0, 'bytes'],
    ['90%', ['share'], 0.9, 'share'],
    ['90 %', ['share'], 0.9, 'share'],
    ['100%', ['share'], 1, 'share'],
    // 1.1 * 0.01 is 0.011000000000000001 in binary; 1.1 / 100 is the number that 0.011 is.
    ['1.1 pp', ['points'], 0.011, 'points'],
    ['2%', ['bytes', 'percentOfBase'], 0.02, 'percentOfBase'],
    ['1 KiB', ['bytes', 'percentOfBase'], 1024, 'bytes'],
    ['250 us', ['milliseconds'], 0.25, 'milliseconds'],
    ['100 ms', ['milliseconds'], 100, 'milliseconds'],
    ['0.5 s', ['milliseconds'], 500, 'milliseconds'],
    ['32768 Hz', ['hertz'], 32768, 'hertz'],
    ['480000 kHz', ['hertz'], 480000000, 'hertz'],
    ['64 MHz', ['hertz'], 64000000, 'hertz'],
    ['64MHz', ['hertz'], 64000000, 'hertz'],
    // 1.001 * 1e6 is 1000999.9999999999 in binary, and 0.067 * 1e9 is 67000000.00000001.
    ['1.001 MHz', ['hertz'], 1001000, 'hertz'],
    ['0.067 GHz', ['hertz'], 67000000, 'hertz'],
    ['1.8 GHz', ['hertz'], 1800000000, 'hertz'],
    ['2.5 MInstr', ['instructions'], 2500000, 'instructions'],
    ['100 kInstr', ['instructions', 'percentOfBase'], 100000, 'instructions'],
  ])('%j as %j', (text, dimensions, value, dimension) => {
    expect(parseQuantity(text, dimensions)).toEqual({ ok: true, value: { value, dimension } });
  });

  test.each<[unknown, Dimension[], string]>([
    [64, ['bytes'], '64 has no unit; write for example "64 KiB"'],
    ['64', ['bytes'], '"64" has no unit; write for example "64 KiB"'],
    ['64 KB of', ['bytes'], '"64 KB of" is not a size; write for example "64 KiB"'],
    ['-1 KiB', ['bytes'], '"-1 KiB" is not a size; write for example "64 KiB"'],
    ['1e3 B', ['bytes'], '"1e3 B" is not a size; write for example "64 KiB"'],
    ['1,5 KiB', ['bytes'], '"1,5 KiB" is not a size; write for example "64 KiB"'],
    ['', ['bytes'], '"" is not a size; write for example "64 KiB"'],
    [true, ['bytes'], 'true is not a size; write for example "64 KiB"'],
    ['64 kib', ['bytes'], '"64 kib" is not a size: "kib" is none of B, KB, MB, KiB, MiB; did you mean "KiB"?'],
    ['64 kB', ['bytes'], '"64 kB" is not a size: "kB" is none of B, KB, MB, KiB, MiB; did you mean "KB"?'],
    ['64 Mhz', ['hertz'], '"64 Mhz" is not a clock rate: "Mhz" is none of Hz, kHz, MHz, GHz; did you mean "MHz"?'],
    [
      '64 KiB',
      ['hertz'],
      '"64 KiB" is not a clock rate: "KiB" is none of Hz, kHz, MHz, GHz; write for example "64 MHz"',
    ],
    ['0x40 MHz', ['hertz'], '"0x40 MHz" is not a clock rate; write for example "64 MHz"'],
    ['1_000 kHz', ['hertz'], '"1_000 kHz" is not a clock rate; write for example "64 MHz"'],
    ['.5 GHz', ['hertz'], '".5 GHz" is not a clock rate; write for example "64 MHz"'],
    ['256', ['bytes'], '"256" has no unit; write for example "256 KiB"'],
    [0.5, ['bytes'], '0.5 has no unit; write for example "0.5 KiB"'],
    [131072, ['bytes'], '131072 has no unit; write for example "131072 B"'],
    [-5, ['bytes'], '-5 has no unit; write for example "64 KiB"'],
    [1e21, ['bytes'], '1e+21 has no unit; write for example "64 KiB"'],
    [64e6, ['hertz'], '64000000 has no unit; write for example "64000000 Hz"'],
    [5, ['instructions'], '5 has no unit; write for example "5 MInstr"'],
    [5_000_000, ['instructions'], '5000000 has no unit; write for example "5000000 Instr"'],
    [
      '5 Minstr',
      ['instructions'],
      '"5 Minstr" is not a number of executed instructions: "Minstr" is none of Instr, kInstr, MInstr, GInstr; ' +
        'did you mean "MInstr"?',
    ],
    [180, ['hertz'], '180 has no unit; write for example "180 MHz"'],
    [0.93, ['share'], '0.93 has no unit; write for example "93%"'],
    [93, ['share'], '93 has no unit; write for example "93%"'],
    [930, ['share'], '930 has no unit; write for example "90%"'],
    [1.5, ['points'], '1.5 has no unit; write for example "1.5 pp"'],
    [20, ['milliseconds'], '20 has no unit; write for example "20 ms"'],
    [3, ['bytes', 'percentOfBase'], '3 has no unit; write for example "3 KiB" or "3%"'],
    [Infinity, ['hertz'], 'Infinity has no unit; write for example "64 MHz"'],
    ['>= 90%', ['share'], '">= 90%" is not a percentage; write for example "90%"'],
    ['101%', ['share'], '"101%" is more than 100%; write for example "90%"'],
    ['1%', ['points'], '"1%" is not a number of percentage points: "%" is none of pp; write for example "1.0 pp"'],
    [
      '3 ms',
      ['bytes', 'percentOfBase'],
      '"3 ms" is not a size or a percentage of the base\'s value: "ms" is none of B, KB, MB, KiB, MiB, %; ' +
        'write for example "64 KiB" or "2%"',
    ],
    [`${'9'.repeat(400)} B`, ['bytes'], `"${'9'.repeat(60)}" is too large; write for example "64 KiB"`],
  ])('%j as %j is a mistake', (text, dimensions, message) => {
    expect(parseQuantity(text, dimensions)).toEqual({
      ok: false,
      problems: [{ code: 'quantity/format', message, place: undefined }],
    });
  });

  test('whatever the text, parsing returns, and a quantity is finite and not negative', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (value, text) => {
        for (const input of [value, text, `${text} B`]) {
          const outcome = parseQuantity(input, ['bytes']);
          if (outcome.ok) expect(outcome.value.value >= 0 && Number.isFinite(outcome.value.value)).toBe(true);
        }
      }),
      { seed: 1 },
    );
  });
});

test.each<[number, Dimension, string]>([
  [10_000_000_000, 'hertz', '10 GHz'],
  [1_500_000, 'hertz', '1500 kHz'],
  [32768, 'hertz', '32768 Hz'],
  [1_000_000_000_000, 'bytes', '1000000 MB'],
])('%j in %s is %s', (value, dimension, text) => {
  expect(describeQuantity(value, dimension)).toBe(text);
});
