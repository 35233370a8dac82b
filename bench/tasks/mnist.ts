// MNIST, with the student and the teacher of bench/mnist/kd.yaml.
import { readFileSync } from 'node:fs';
import { readFrom, type Task } from './task.ts';

const spec = readFileSync('bench/mnist/kd.yaml', 'utf8');

export const mnist: Task = {
  name: 'mnist',
  // The defaults are what is measured.
  spec: spec.slice(0, spec.indexOf('    distill:')),
  read: readFrom(process.env.MNIST ?? '../shared/data/mnist'),
};
