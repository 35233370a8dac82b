// Files that TensorFlow wrote (fixtures/tfrecord/make.py), and what tf.io.parse_single_example reads.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { attempt, describeProblem, must, type Outcome } from '../../../src/base/problem.ts';
import { maskedCrc32c, recordsOf } from '../../../src/data/tfrecord/records.ts';
import { type ExampleNames, sampleCollector } from '../../../src/data/tfrecord/samples.ts';

const file = (name: string) => Uint8Array.from(readFileSync(`fixtures/tfrecord/${name}`));
const PLAIN = file('plain.tfrecord');
interface Expected extends Readonly<Record<'image_raw' | 'sound' | 'values' | 'counts', readonly number[]>> {
  readonly label: number;
  readonly name: string;
}
const EXPECTED: readonly Expected[] = JSON.parse(readFileSync('fixtures/tfrecord/expected.json', 'utf8'));
const read = (files: readonly Uint8Array[], names: Partial<ExampleNames> = {}) =>
  attempt(() => {
    const collector = sampleCollector({ x: 'image_raw', y: 'label', type: 'uint8', ...names }, 'classes');
    for (const one of files) collector.add(one);
    return collector.samples();
  });
const messageOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'read' : outcome.problems.map(describeProblem).join());

describe('as TensorFlow reads it', () => {
  test.each([
    ['image_raw', 'uint8', 'uint8'],
    ['sound', 'int16', 'int16'],
    ['values', 'uint8', 'float32'],
    ['counts', 'uint8', 'int64'],
  ] as const)('%s', (x, type, dtype) => {
    const samples = must(read([PLAIN], { x, type }));
    expect(samples.x).toMatchObject({ dtype, shape: [6, EXPECTED[0][x].length] });
    expect([...samples.x.values]).toEqual(EXPECTED.flatMap((one) => one[x]));
    expect(samples.y).toMatchObject({ dtype: 'int64', values: Float64Array.from(EXPECTED, ({ label }) => label) });
  });

  test('packed by gzip, and two files together', () => {
    const packed = file('packed.tfrecord.gz');
    expect(read([packed])).toEqual(read([PLAIN]));
    expect(must(read([PLAIN, packed])).x.shape).toEqual([12, 16]);
  });

  test('labels as texts, and whose a sample is', () => {
    const samples = must(read([PLAIN], { y: 'name', group: 'group' }));
    expect(samples.y).toEqual(EXPECTED.map(({ name }) => name));
    expect(samples.origins).toEqual(['person0', 'person0', 'person1', 'person1', 'person2', 'person2']);
  });
});

// RFC 3720, B.4: 32 bytes of 0, of 255 and counting up.
test.each([
  ['zeros', new Uint8Array(32), 0x8a9136aa],
  ['ones', new Uint8Array(32).fill(255), 0x62a8ab43],
  ['counting up', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
])('CRC-32C of %s, rotated by 15 and moved', (_, bytes, crc) => {
  const rotated = ((crc >>> 15) | (crc << 17)) >>> 0;
  expect(maskedCrc32c(bytes)).toBe((rotated + 0xa282ead8) % 2 ** 32);
});

/** A record with checksums that fit. */
function recordOf(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length, true);
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true);
  bytes.set(content, 12);
  view.setUint32(12 + content.length, maskedCrc32c(content), true);
  return bytes;
}
const message = (number: number, ...content: number[]) => [number * 8 + 2, content.length, ...content];
const feature = (name: string, ...list: number[]) =>
  message(1, ...message(1, ...new TextEncoder().encode(name)), ...message(2, ...list));
const example = (...features: number[][]) => recordOf(Uint8Array.from(message(1, ...features.flat())));
const INTS = (...values: number[]) => message(3, ...message(1, ...values));

describe('mistakes are told', () => {
  const changed = (at: number) => PLAIN.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const written = 'write it with tf.io.TFRecordWriter';
  test.each([
    [
      'another file',
      [file('expected.json')],
      `not a sound TFRecord file: the checksum of record 0's length is another; ${written}`,
    ],
    [
      'a length that was changed',
      [changed(0)],
      `not a sound TFRecord file: the checksum of record 0's length is another; ${written}`,
    ],
    [
      'a byte that was changed',
      [changed(40)],
      `not a sound TFRecord file: the checksum of record 0 is another; ${written}`,
    ],
    [
      'the end cut off',
      [PLAIN.subarray(0, PLAIN.length - 1)],
      /^not a sound TFRecord file: record 5 names \d+ bytes, which the file hasn't; /,
    ],
    [
      'a length cut off',
      [Uint8Array.of(1, 2, 3)],
      `not a sound TFRecord file: it is cut off within the length of record 0; ${written}`,
    ],
    ['no records', [new Uint8Array(0)], 'the TFRecord file has no records'],
  ])('%s', (_, files, text) => {
    expect(messageOf(read(files))).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  });

  test('a feature that is not there names those that are', () => {
    expect(messageOf(read([PLAIN], { x: 'image' }))).toMatch(/^record 0 has no feature "image"; there are .*image_raw/);
  });

  test.each([
    [
      'two features of one name',
      example(feature('x', ...INTS(1)), feature('x', ...INTS(2))),
      'an example has two features "x"; write it again',
    ],
    [
      'two lists in one',
      example(feature('x', ...INTS(1), ...INTS(2))),
      'the feature "x" holds two lists; write it again',
    ],
    [
      'a length beyond the message',
      recordOf(Uint8Array.of(10, 200, 1, 0)),
      'a record is no message: a field names 200 bytes, and 1 are left',
    ],
    [
      'a number without an end',
      recordOf(new Uint8Array(20).fill(0x80)),
      'a record is no message: a number has too many bytes',
    ],
    [
      'a group, which no longer exists',
      recordOf(Uint8Array.of(11)),
      'a record is no message: type 3 of a field is none',
    ],
    [
      'an empty list',
      example(feature('x', ...message(3)), feature('label', ...INTS(1))),
      'record 0 has 0 values of int64 in "x"; at least one is needed',
    ],
  ])('%s', (_, bytes, text) => {
    expect(messageOf(read([bytes], { x: 'x' }))).toBe(text);
  });

  test('samples of two lengths', () => {
    const one = example(feature('x', ...INTS(1)), feature('label', ...INTS(1)));
    const two = example(feature('x', ...INTS(1, 2)), feature('label', ...INTS(1)));
    expect(must(read([one], { x: 'x' })).x.shape).toEqual([1, 1]);
    expect(messageOf(read([one, two], { x: 'x' }))).toBe(
      'record 1 has 2 values of int64 in "x"; record 0 has 1 of int64',
    );
  });

  test('bytes that are no whole number of the type', () => {
    expect(messageOf(read([PLAIN], { x: 'sound', type: 'float32' }))).toBe(
      'record 0 has 10 bytes in "sound", which are no whole number of float32; write another type',
    );
  });

  test('whole numbers of 64 bits, and those that a number cannot hold', () => {
    const wide = example(feature('x', ...INTS(...Array(9).fill(0xff), 1)), feature('label', ...INTS(1)));
    expect([...must(read([wide], { x: 'x' })).x.values]).toEqual([-1]);
    const least = example(feature('x', ...INTS(...Array(9).fill(0x80), 1)), feature('label', ...INTS(1)));
    expect(messageOf(read([least], { x: 'x' }))).toContain('holds -9223372036854775808, beyond what a number');
  });

  test('a bomb of gzip', () => {
    const bomb = gzipSync(new Uint8Array(2 ** 20));
    expect(messageOf(read([bomb]))).toMatch(/^not a sound TFRecord file: /);
  });

  test('whatever bytes come with checksums that fit, they are read or refused in one short sentence', () => {
    const contents = [...recordsOf(PLAIN)];
    const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 });
    const content = fc.tuple(fc.constantFrom(...contents), changes, fc.nat(400)).map(([bytes, all, length]) => {
      const copy = bytes.slice(0, length);
      for (const [at, value] of all) copy[at] = value;
      return copy;
    });
    fc.assert(
      fc.property(
        fc.oneof(content, fc.uint8Array({ maxLength: 60 })),
        fc.constantFrom('values', 'image_raw', 'counts'),
        (bytes, x) => {
          const outcome = read([recordOf(bytes)], { x });
          if (!outcome.ok) expect(messageOf(outcome).length).toBeLessThan(400);
        },
      ),
      { seed: 3, numRuns: 2000 },
    );
  });
});
