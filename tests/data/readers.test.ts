import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/data/readers/csv.ts';
import { readIdx } from '../../src/data/readers/idx.ts';
import { readNpy } from '../../src/data/readers/npy.ts';
import { readNpz, readSingleNpz } from '../../src/data/readers/npz.ts';

const bytes = (base64: string) => Uint8Array.from(Buffer.from(base64, 'base64'));
// The layout that numpy.save writes: magic, version 1.0, length of the header, a dict padded with spaces to 128 bytes
// in all.
const HEADER = (descr: string, shape: string, fortran = 'False') => {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
  const padded = text.padEnd(118 - 1 - 0, ' ').concat('\n');
  return [0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length, 0, ...Buffer.from(padded)];
};
const npy = (descr: string, shape: string, data: number[], fortran?: string) =>
  Uint8Array.of(...HEADER(descr, shape, fortran), ...data);

describe('npy', () => {
  test.each([
    ['<i2', [1, 0, 0xfe, 0xff, 3, 0, 4, 0], [1, -2, 3, 4], 'int16'],
    ['|i1', [1, 0xfe, 3, 4], [1, -2, 3, 4], 'int8'],
    ['|u1', [1, 254, 3, 4], [1, 254, 3, 4], 'uint8'],
    ['<f4', [0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 64, 64, 0, 0, 128, 64], [1, -2, 3, 4], 'float32'],
    [
      '<i8',
      [1, 0, 0, 0, 0, 0, 0, 0, ...Array(8).fill(255), 3, ...Array(7).fill(0), 4, ...Array(7).fill(0)],
      [1, -1, 3, 4],
      'int64',
    ],
  ])('%s', (descr, data, values, dtype) => {
    const outcome = readNpy(npy(descr, '(2, 2)', data));
    expect(outcome).toMatchObject({ ok: true, value: { shape: [2, 2], dtype } });
    if (outcome.ok) expect([...outcome.value.values]).toEqual(values);
  });

  test.each([
    ['another file', bytes('iVBORw0KGgoAAAAN'), 'data/npy'],
    ['cut off', npy('<f4', '(2, 2)', [0, 0, 0, 0]), 'data/npy'],
    ['Fortran order', npy('|u1', '(2, 2)', [1, 2, 3, 4], 'True'), 'data/npy-order'],
    ['big endian', npy('>i2', '(1,)', [0, 1]), 'data/npy-type'],
    ['complex', npy('<c8', '(1,)', Array(8).fill(0)), 'data/npy-type'],
    ['beyond 2^53', npy('<i8', '(1,)', [0, 0, 0, 0, 0, 0, 0, 127]), 'data/npy-type'],
    ['more elements than memory', npy('|u1', '(4294967296, 4294967296)', []), 'data/too-large'],
  ])('%s is a mistake', (_, file, code) => {
    expect(readNpy(file)).toMatchObject({ ok: false, problems: [{ code }] });
  });
});

// np.savez_compressed(b, x=np.arange(6, dtype=np.uint8).reshape(2, 3), y=np.array([0, 1]))
const NPZ = bytes(
  'UEsDBC0AAAAIAAAAIQB+ntfP//////////8FABQAeC5ucHkBABAAhgAAAAAAAABMAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loF5Taqiuo6' +
    'Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgZGJmYWVgBQSwMELQAAAAgAAAAhAH5q+8n//////////wUAFAB5Lm5w' +
    'eQEAEACQAAAAAAAAAEkAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOg' +
    'q1ChQALgYoYITSAFBLAQItAy0AAAAIAAAAIQB+ntfPTAAAAIYAAAAFAAAAAAAAAAAAAACAAQAAAAB4Lm5weVBLAQItAy0AAAAIAAAAIQB+avvJ' +
    'SQAAAJAAAAAFAAAAAAAAAAAAAACAAYMAAAB5Lm5weVBLBQYAAAAAAgACAGYAAAADAQAAAAA=',
);

describe('npz', () => {
  test('two arrays by name; others are listed in the mistake', () => {
    const outcome = readNpz(NPZ, ['x', 'y']);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
    expect(outcome.value[0]).toEqual({ shape: [2, 3], dtype: 'uint8', values: Uint8Array.of(0, 1, 2, 3, 4, 5) });
    expect(outcome.value[1]).toEqual({ shape: [2], dtype: 'int64', values: Float64Array.of(0, 1) });
    const message = 'the .npz file has no array "images"; there are x, y';
    expect(readNpz(NPZ, ['images'])).toMatchObject({ problems: [{ code: 'data/npz-key', message }] });
  });

  test('one changed byte of the compressed data is a mistake, not other numbers', () => {
    for (let at = 55; at < 55 + 76; at++) {
      const damaged = NPZ.slice();
      damaged[at] ^= 4;
      expect(readNpz(damaged, ['x'])).toMatchObject({ ok: false });
    }
  });

  test('a header that claims more than deflate can hold is a mistake before anything is inflated', () => {
    const bomb = NPZ.slice();
    // Uncompressed size of the first central directory entry, which starts with "PK\x01\x02".
    const at = Buffer.from(bomb).indexOf('PK\x01\x02', 0, 'latin1') + 24;
    new DataView(bomb.buffer).setUint32(at, 2_000_000_000, true);
    const message = 'not a sound .npz file: 76 bytes of "x.npy" can\'t hold 2000000000';
    expect(readNpz(bomb, ['x'])).toMatchObject({ problems: [{ code: 'data/npz', message }] });
  });

  test('a damaged zip is a mistake', () => {
    expect(readNpz(NPZ.subarray(0, 60), ['x'])).toMatchObject({ ok: false });
    expect(readSingleNpz(new Uint8Array(100))).toMatchObject({ ok: false, problems: [{ code: 'data/npz' }] });
  });
});

describe('idx', () => {
  const idx = Uint8Array.of(0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
  test.each([
    ['plain', idx],
    ['gzipped', gzipSync(idx)],
  ])('%s', (_, file) => {
    expect(readIdx(file)).toEqual({
      ok: true,
      value: { shape: [2, 3], dtype: 'uint8', values: Uint8Array.of(1, 2, 3, 4, 5, 6) },
    });
  });
  test('big endian values', () => {
    const file = Uint8Array.of(0, 0, 0x0b, 1, 0, 0, 0, 2, 1, 0, 0xff, 0xfe);
    expect(readIdx(file)).toMatchObject({ value: { values: Int16Array.of(256, -2) } });
  });
  test.each([
    ['cut off', idx.subarray(0, 17)],
    ['another file', bytes('iVBORw0KGgoAAAAN')],
    ['huge', Uint8Array.of(0, 0, 0x08, 1, 255, 255, 255, 255)],
    ['half a gzip', gzipSync(idx).subarray(0, 15)],
    ['a gzip with another checksum', gzipSync(idx).map((byte, i, all) => (i === all.length - 8 ? byte ^ 1 : byte))],
  ])('%s is a mistake', (_, file) => expect(readIdx(file).ok).toBe(false));
});

test('a mistake in a CSV file names row and column', () => {
  const file = new TextEncoder().encode('y,a,b\n0,1,2\n1,3,x\n');
  expect(readCsv(file, { header: true, label: 'y', delimiter: ',' })).toMatchObject({
    problems: [{ code: 'data/csv-number', message: 'row 3, column 3: "x" is not a number' }],
  });
});

test('random bytes and cut or changed files never throw', () => {
  const sound = [npy('<f4', '(2, 2)', Array(16).fill(1)), gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7)), NPZ];
  const mutated = fc
    .record({ file: fc.constantFrom(...sound), at: fc.nat(), value: fc.nat(255), length: fc.nat() })
    .map(({ file, at, value, length }) => {
      const copy = file.slice(0, file.length - (length % 4));
      copy[at % copy.length] = value;
      return copy;
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), (file) => {
      readNpy(file);
      readNpz(file, ['x']);
      readIdx(file);
      readCsv(file, { header: false, label: 0, delimiter: ',' });
    }),
    { seed: 1, numRuns: 2000 },
  );
});
