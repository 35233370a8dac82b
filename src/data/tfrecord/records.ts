// The records of a TFRecord file: length, its checksum, content, its checksum; one after the other.
// The format: tensorflow/core/lib/io/record_writer.h; the checksum: tensorflow/core/lib/hash/crc32c.h, Mask.
import { viewOf } from '../../base/bytes.ts';
import { describeKind } from '../../base/file-kind.ts';
import { reject } from '../../base/problem.ts';
import { MOST_BYTES } from '../array.ts';
import { gunzipAll } from '../readers/gunzip.ts';

const [LENGTH_BYTES, CHECKSUM_BYTES] = [8, 4];
const HEAD_BYTES = LENGTH_BYTES + CHECKSUM_BYTES;

/** Packed by gzip or not. Inside an `attempt`. Problems: `data/tfrecord`, `data/gzip`, `data/too-large`. */
export function* recordsOf(file: Uint8Array): Generator<Uint8Array> {
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? gunzipAll(file, MOST_BYTES) : file;
  const view = viewOf(bytes);
  let at = 0;
  for (let record = 0; at < bytes.length; record++) {
    const left = bytes.length - at;
    if (left < HEAD_BYTES) refuse(record, bytes, `it is cut off within the length of record ${record}`);
    const length = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
    if (view.getUint32(at + LENGTH_BYTES, true) !== maskedCrc32c(bytes.subarray(at, at + LENGTH_BYTES))) {
      refuse(record, bytes, `the checksum of record ${record}'s length is another`);
    }
    if (length > left - HEAD_BYTES - CHECKSUM_BYTES) {
      refuse(record, bytes, `record ${record} names ${length} bytes, which the file hasn't`);
    }
    const content = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length);
    at += HEAD_BYTES + length + CHECKSUM_BYTES;
    if (view.getUint32(at - CHECKSUM_BYTES, true) !== maskedCrc32c(content)) {
      refuse(record, bytes, `the checksum of record ${record} is another`);
    }
    yield content;
  }
}

function refuse(record: number, bytes: Uint8Array, why: string): never {
  const start = record === 0 ? describeKind(bytes, why) : why;
  return reject('data/tfrecord', `not a sound TFRecord file: ${start}; write it with tf.io.TFRecordWriter`);
}

/** Castagnoli's polynomial, reflected. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  return c;
});
const MASK_DELTA = 0xa282ead8;

/** Unsigned. */
export function maskedCrc32c(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  crc = ~crc;
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}
