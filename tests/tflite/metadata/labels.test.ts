import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import LABELLED from '../../../fixtures/metadata/labelled.json' with { type: 'json' };
import { joinBytes } from '../../../src/base/bytes.ts';
import { problemsOf } from '../../../src/base/problem.ts';
import { labelsOf } from '../../../src/tflite/metadata/labels.ts';

const fixture = (path: string) => new Uint8Array(readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url)));
const labelled = fixture('metadata/labelled.tflite');
const codesOf = (bytes: Uint8Array) => problemsOf(labelsOf(bytes)).map(({ code }) => code);
/** The file without the archive behind its FlatBuffer. */
const archiveStart = Buffer.from(labelled).indexOf('PK\u0003\u0004');

describe('names of classes in a model', () => {
  test("are those that TensorFlow's layout packs, of several languages the one without", () => {
    expect(labelsOf(labelled)).toEqual({ ok: true, value: LABELLED.labels });
  });

  test('are none where the model has no metadata, and of an output that it does not have', () => {
    expect(labelsOf(fixture('arena/fc_10x2.tflite'))).toEqual({ ok: true, value: undefined });
    expect(labelsOf(labelled, 1)).toEqual({ ok: true, value: undefined });
  });

  test('are a mistake where the metadata name a file that is not packed', () => {
    const [problem] = problemsOf(labelsOf(labelled.slice(0, archiveStart)));
    expect(problem.code).toBe('tflite/metadata');
    expect(problem.message).toContain('"labels.txt", but no such file');
  });

  test('are a mistake where the metadata are no FlatBuffer of their kind', () => {
    const changed = labelled.slice();
    changed.set(new TextEncoder().encode('M009'), Buffer.from(changed).indexOf('M001'));
    expect(codesOf(changed)).toEqual(['tflite/metadata']);
  });

  test('are a mistake where they are no UTF-8', () => {
    const changed = labelled.slice();
    changed[Buffer.from(changed).lastIndexOf('zero, one')] = 0xff;
    expect(codesOf(changed)).toEqual(['tflite/metadata']);
  });

  test('are those of a file that is no model: the problem of the reader', () => {
    expect(codesOf(new Uint8Array(100))).toEqual(['tflite/not-tflite']);
  });
});

describe('a hostile archive behind a model', () => {
  const model = labelled.slice(0, archiveStart);
  const withArchive = (archive: Uint8Array) => joinBytes([model, archive]);

  test('is not inflated beyond what a list of labels takes', () => {
    const packed = deflateRawSync(new Uint8Array(64 * 1024 * 1024));
    expect(codesOf(withArchive(entryOf('labels.txt', packed, 64 * 1024 * 1024, model.length)))).toEqual([
      'tflite/metadata',
    ]);
    // The directory says little, deflate gives much: what is read is what the directory says.
    const lying = labelsOf(withArchive(entryOf('labels.txt', packed, 10, model.length)));
    expect(lying.ok && lying.value?.join('\n').length).toBe(10);
  });

  test('is left alone where it claims a million entries', () => {
    const archive = entryOf('other.txt', new Uint8Array(0), 0, model.length);
    new DataView(archive.buffer).setUint16(archive.length - 22 + 8, 0xffff, true);
    expect(codesOf(withArchive(archive))).toEqual(['tflite/metadata']);
  });

  test('never throws, whatever bytes are changed or cut off', () => {
    const change = fc.record({ at: fc.nat(labelled.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 6 }),
        fc.nat(labelled.length),
        fc.boolean(),
        (changes, length, cuts) => {
          const bytes = labelled.slice(0, cuts ? length : labelled.length);
          for (const { at, to } of changes) if (at < bytes.length) bytes[at] = to;
          for (const code of codesOf(bytes)) expect(code).toMatch(/^tflite\//);
        },
      ),
      { seed: 11, numRuns: 3000 },
    );
  });
});

/** An archive of one entry packed by deflate, which stands at `start` of the file (PKWARE's APPNOTE.TXT, 4.3). */
function entryOf(name: string, packed: Uint8Array, originalBytes: number, start: number): Uint8Array<ArrayBuffer> {
  const title = new TextEncoder().encode(name);
  const bytes = new Uint8Array(30 + title.length + packed.length + 46 + title.length + 22);
  const view = new DataView(bytes.buffer);
  const directory = 30 + title.length + packed.length;
  const end = directory + 46 + title.length;
  view.setUint32(0, 0x04034b50, true);
  view.setUint16(26, title.length, true);
  bytes.set(title, 30);
  bytes.set(packed, 30 + title.length);
  view.setUint32(directory, 0x02014b50, true);
  view.setUint16(directory + 10, 8, true);
  view.setUint32(directory + 20, packed.length, true);
  view.setUint32(directory + 24, originalBytes, true);
  view.setUint16(directory + 28, title.length, true);
  view.setUint32(directory + 42, start, true);
  bytes.set(title, directory + 46);
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 8, 1, true);
  view.setUint16(end + 10, 1, true);
  view.setUint32(end + 16, start + directory, true);
  return bytes;
}
