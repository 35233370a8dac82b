// Files that strangers write: read in one way or not at all, and named in messages that stay short.
import fc from 'fast-check';
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { describeProblem, done, type Outcome } from '../../src/base/problem.ts';
import { loadData } from '../../src/data/load.ts';
import { readCsv } from '../../src/data/readers/csv.ts';
import { readIdx } from '../../src/data/readers/idx.ts';
import { readNpy } from '../../src/data/readers/npy.ts';
import { readNpz } from '../../src/data/readers/npz.ts';
import { strayLabelOf } from '../../src/data/stray-label.ts';

const text = (value: string) => new TextEncoder().encode(value);
const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const messageOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'read' : outcome.problems.map(describeProblem).join());
const csv = (content: string | Uint8Array, more = {}) =>
  readCsv(typeof content === 'string' ? text(content) : content, { header: true, label: 'y', delimiter: ',', ...more });
const npy = (header: string, data: readonly number[]) =>
  joined(
    Uint8Array.of(0x93, ...text('NUMPY'), 1, 0, header.length & 255, header.length >> 8),
    text(header),
    Uint8Array.from(data),
  );
const SHAPE = "'fortran_order': False, 'shape': (2, 1)";
const BYTES = npy(`{'descr': '|u1', ${SHAPE}, }`, [1, 2]);

// Two rows of three bytes (Yann LeCun's page on MNIST).
const IDX = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);

describe('gzip', () => {
  // RFC 1952, section 2.2: a gzip file consists of a series of members.
  test.each([
    ['two members', joined(gzipSync(IDX.subarray(0, 7)), gzipSync(IDX.subarray(7)))],
    ['five members', joined(...[0, 4, 8, 12, 16].map((from) => gzipSync(IDX.subarray(from, from + 4))))],
    [
      'an empty member between',
      joined(gzipSync(IDX.subarray(0, 7)), gzipSync(new Uint8Array(0)), gzipSync(IDX.subarray(7))),
    ],
    ['one zero behind', joined(gzipSync(IDX), new Uint8Array(1))],
    ['a block of zeros behind', joined(gzipSync(IDX), new Uint8Array(512))],
    ['two members and zeros', joined(gzipSync(IDX.subarray(0, 7)), gzipSync(IDX.subarray(7)), new Uint8Array(10))],
  ])('%s is read', (_, file) => {
    expect(readIdx(file)).toMatchObject({
      ok: true,
      value: { shape: [2, 3], values: Uint8Array.of(1, 2, 3, 4, 5, 6) },
    });
  });

  const second = joined(gzipSync(IDX.subarray(0, 7)), gzipSync(IDX.subarray(7)));
  test.each([
    ['something behind that is no zero', joined(gzipSync(IDX), Uint8Array.of(0, 1))],
    [
      "a damaged checksum of the first member's",
      second.map((byte, i) => (i === gzipSync(IDX.subarray(0, 7)).length - 8 ? byte ^ 1 : byte)),
    ],
    ["a damaged checksum of the second's", second.map((byte, i) => (i === second.length - 8 ? byte ^ 1 : byte))],
    ['a member cut off', second.subarray(0, second.length - 3)],
  ])('%s is a mistake', (_, file) => {
    expect(readIdx(file)).toMatchObject({ ok: false, problems: [{ code: 'data/gzip' }] });
  });

  test('what goes on behind the array that its header names is refused, not unpacked', () => {
    const bomb = gzipSync(joined(IDX, new Uint8Array(2 ** 20)));
    expect(messageOf(readIdx(bomb))).toBe('the gzip file holds more than the 18 bytes that its header names');
    const liar = gzipSync(Uint8Array.of(0, 0, 8, 2, 0x10, 0, 0, 0, 0, 0, 0, 1, ...new Uint8Array(100)));
    expect(messageOf(readIdx(liar))).toMatch(
      /^the gzip file is cut off: its \d+ bytes can't hold the 268435468 it names/,
    );
  });
});

describe('work on a file is bounded', () => {
  test('an entry of a zip that holds more than it says is not unpacked', () => {
    // 64 MiB of zeros, said to be 80 bytes by the entry's own header and by the directory.
    const bomb = zipSync({ 'x.npy': new Uint8Array(2 ** 26), 'y.npy': BYTES });
    const said = new DataView(bomb.buffer);
    const directory = bomb.length - 22 - (46 + 5) * 2;
    for (const at of [22, directory + 24]) {
      expect(said.getUint32(at, true)).toBe(2 ** 26);
      said.setUint32(at, 80, true);
    }
    const message = 'the .npz file is damaged: "x.npy" hasn\'t the 80 bytes that it names; write it again';
    expect(readNpz(bomb, ['x'])).toMatchObject({ problems: [{ code: 'data/npz', message }] });
  });

  test('a CSV file of line breaks, or with a label of its own in every row, is refused', () => {
    expect(messageOf(csv(`y,a\n${'\n'.repeat(4_000_000)}`))).toBe(
      'the CSV file has 4000001 lines; at most 4000000 are read',
    );
    const rows = Array.from({ length: 65538 }, (_, i) => `w${i},1`).join('\n');
    expect(messageOf(csv(`y,a\n${rows}`))).toBe(
      "there are more than 65536 different labels up to line 65538; is another column the label's?",
    );
  });
});

describe('what a file says twice', () => {
  /** zipSync takes each name once; the second entry's name is changed in both of its headers. */
  const twice = () => {
    const archive = Buffer.from(zipSync({ 'x.npy': BYTES, 'z.npy': BYTES }, { level: 0 }));
    return Uint8Array.from(Buffer.from(archive.toString('latin1').replaceAll('z.npy', 'x.npy'), 'latin1'));
  };
  test('two arrays of one name', () => {
    expect(messageOf(readNpz(twice(), ['x']))).toBe('the .npz file has two entries "x.npy"; write it again');
  });

  test("an entry's own header that contradicts the directory", () => {
    const archive = zipSync({ 'x.npy': BYTES }, { level: 0 });
    for (const at of [8, 14, 18, 22, 30]) {
      const changed = archive.map((byte, i) => (i === at ? byte ^ 1 : byte));
      expect(messageOf(readNpz(changed, ['x'])), `byte ${at}`).toMatch(/says two things of "x\.npy"/);
    }
    expect(readNpz(archive, ['x']).ok).toBe(true);
  });

  test.each([
    ['two columns of one name', 'y,a,a\n0,1,2\n1,3,4\n', 'two columns "a"; give each column its own name'],
    ['two that only spaces tell apart', 'y,a, a\n0,1,2\n', 'two columns "a"'],
    [
      'a first row that is a sample',
      '5,0,0\n3,0,1\n',
      'two columns "0"; if the first row is a sample, write header: false',
    ],
    [
      'labels that only spaces tell apart',
      'y,a\ncat,1\ncat ,2\n',
      'line 2 and line 3 have the labels "cat" and "cat "',
    ],
    ['rows of two lengths', 'y,a\n0,1\n1,2,3\n', 'line 3 of the CSV file has 3 cells, those before it have 2'],
    ['a quote that never ends', 'y,a\n"0,1\n', 'line 2 of the CSV file: Quoted field unterminated'],
    ['a quote inside of a cell', 'y,a\n0,1"2\n', '"1"2" is not a number'],
    ['text behind a quoted cell', 'y,a\n0,"1"2\n', 'line 2 of the CSV file: '],
  ])('%s', (_, content, message) => {
    const label = content.startsWith('5') ? 0 : 'y';
    expect(messageOf(csv(content, { label }))).toContain(message);
  });

  test('labels of other encodings, which would all become the same', () => {
    const latin = joined(text('y,a\n'), Uint8Array.of(0xe4), text(',1\n'), Uint8Array.of(0xf6), text(',2\n'));
    expect(messageOf(csv(latin))).toBe('the CSV file is not UTF-8; save it as UTF-8');
  });

  test('numbers that are written in two ways', async () => {
    const read = async () => done(text('y,a\n7,1\n07,2\n'));
    const set = {
      csv: { file: 'a.csv', label: 'y', header: true, delimiter: ',', decimal: '.' as const },
      x: 'x',
      y: 'y',
    };
    const params = {
      test: set,
      normalize: { subtract: 0, divide: 1 },
      calibrate: { from: 'test', samples: 1 },
    } as const;
    expect(messageOf(await loadData(params, read))).toBe('the labels "7" and "07" are one number; write them alike');
  });

  test('a key of the .npy header, and what stands behind its array', () => {
    expect(messageOf(readNpy(npy(`{'descr': '|u1', ${SHAPE}, 'shape': (1, 2), }`, [1, 2])))).toContain(
      "names 'shape' twice",
    );
    expect(messageOf(readNpy(joined(BYTES, BYTES)))).toContain('the .npy file goes on behind its array');
  });
});

test('CSV cells in quotes hold delimiters, line breaks and quotes (RFC 4180)', () => {
  const outcome = csv('\ufeffy,"a ""b"""\r\n"c,\nd","1"\r\n\r\n"e""f",2');
  expect(outcome).toMatchObject({ ok: true, value: { y: ['c,\nd', 'e"f'], x: { values: Float32Array.of(1, 2) } } });
});

test('a rare label beyond the network is named with its set and row, a common one is not', () => {
  const labels = Int32Array.from({ length: 1000 }, (_, i) => i % 10);
  const set = (all: Int32Array) => ({
    ...{ count: all.length, shape: [1], values: new Uint8Array(all.length), digest: '' },
    ...{
      labels: all,
      normalisation: { subtract: 0, multiply: 1 },
      classes: Array.from({ length: 12 }, (_, i) => `${i}`),
    },
  });
  const stray = labels.map((label, i) => (i === 321 ? 11 : label));
  expect(strayLabelOf({ train: set(labels), test: set(stray) }, 10)).toEqual({
    set: 'test',
    index: 321,
    label: '"11"',
  });
  expect(strayLabelOf({ train: set(labels), test: set(labels) }, 9)).toBeUndefined();
  expect(strayLabelOf({ train: set(stray), test: set(labels) }, 12)).toBeUndefined();
});

test('messages stay short and visible whatever a file holds', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('\u202e', '##[add-mask]e', '\n::error::x', 'x'.repeat(5000), '"', ',', "'descr': '", "'shape': ("),
  );
  const content = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(content, fc.boolean(), (hostile, header) => {
      const bytes = text(hostile);
      const outcomes = [
        csv(bytes, { header }),
        readNpy(bytes),
        readNpy(npy(hostile.slice(0, 60000).replace(/[^\0-\x7f]/g, '?'), [])),
        readNpz(bytes, ['x', hostile.slice(0, 256)]),
        readNpz(zipSync({ [`${hostile.slice(0, 200)}.npy`]: BYTES }), ['absent']),
        readIdx(bytes),
        readIdx(gzipSync(bytes)),
      ];
      for (const outcome of outcomes) {
        if (outcome.ok) continue;
        const message = messageOf(outcome);
        expect(message.length).toBeLessThan(600);
        expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|##\[|^\s*::/u);
      }
    }),
    { seed: 1, numRuns: 400 },
  );
});
