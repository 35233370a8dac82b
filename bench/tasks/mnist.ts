// The first 6,000 training images of MNIST, with the student and the teacher of bench/mnist/kd.yaml.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { attemptLater, must } from '../../src/base/problem.ts';
import { readFrom, type Task } from './task.ts';

const SAMPLES = 6000;
const TEACHER = '        epochs: 30\n        augment: [{ shift: { by: [2, 2] } }]\n';

const spec = readFileSync('bench/mnist/kd.yaml', 'utf8');
const read = readFrom(process.env.MNIST ?? '../shared/data/mnist');

export const mnist: Task = {
  name: 'mnist',
  // The defaults are what is measured. A tenth of the samples takes ten times the teacher's epochs.
  spec: spec.slice(0, spec.indexOf('    distill:')).replace('        epochs: 3\n', TEACHER),
  read: (path) =>
    attemptLater(async () => {
      const bytes = must(await read(path));
      return path.startsWith('train') ? first(bytes) : bytes;
    }),
};

/** An IDX file of fewer records: its second number counts them. */
function first(zipped: Uint8Array): Uint8Array {
  const bytes = gunzipSync(zipped);
  const dimensions = bytes[3];
  const header = 4 + 4 * dimensions;
  const width = (bytes.length - header) / bytes.readUInt32BE(4);
  bytes.writeUInt32BE(SAMPLES, 4);
  return bytes.subarray(0, header + SAMPLES * width);
}
