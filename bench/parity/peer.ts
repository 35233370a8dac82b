// A training framework in Python that repeats trainings: bench/peers/torch_parity.py and keras_parity.py. A job is a
// line of JSON and the arrays beside it, in raw files; the answer is a line of JSON.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PYTHON, startPython } from '../peers/python.ts';
import { describeNetwork, parametersOf, type Samples, type Training, type TrainingOutcome } from './training.ts';

export const TORCH = 'torch_parity.py';
export const KERAS = 'keras_parity.py';

export interface PeerOptions {
  /** Absent: the training's own weights. Given: the framework's own start from this seed; PyTorch has its own batch
   * norm and order then too. */
  readonly ownStart?: number;
  /** float64 shows how far float32 itself strays; `float32` if absent. */
  readonly type?: 'float32' | 'float64';
  /** Keras: its Adam as it is, whose epsilon is another one; absent: the one that makes it ours. */
  readonly ownEpsilon?: boolean;
}

export interface Peer {
  /** `PyTorch 2.13.0` */
  readonly name: string;
  train(training: Training, options?: PeerOptions): Promise<TrainingOutcome>;
  stop(): void;
}

/** Runs with those of the peers that are there; 3 where none is, 1 where the trainings don't agree. */
export async function withPeers(
  scripts: readonly string[],
  run: (peers: readonly Peer[]) => Promise<boolean>,
): Promise<number> {
  const peers: Peer[] = [];
  for (const script of scripts) {
    const peer = await startPeer(script, (reason) => console.error(`not compared: ${reason}`));
    if (peer) peers.push(peer);
  }
  if (peers.length === 0) return 3;
  try {
    return (await run(peers)) ? 0 : 1;
  } finally {
    for (const peer of peers) peer.stop();
  }
}

/** Undefined where PYTHON (default python3) isn't there or has no such package; `why` is told then. */
export async function startPeer(script: string, why: (reason: string) => void): Promise<Peer | undefined> {
  const python = await startPython([`bench/peers/${script}`]);
  if (!python) {
    why(`there is no ${PYTHON} for bench/peers/${script}; set PYTHON to a Python that has torch or keras`);
    return undefined;
  }
  const name = await python.readLine();
  if (name === undefined) {
    const last = python.complaints().trim().split('\n').pop();
    why(`${PYTHON} can't run bench/peers/${script} (${last}); set PYTHON to a Python that has its packages`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-parity-'));
  return {
    name,
    async train(training, options = {}) {
      writeArrays(folder, training);
      python.writeLine(JSON.stringify(jobOf(folder, training, options)));
      const answer = await python.readLine();
      if (answer === undefined) throw new Error(`${name} stopped: ${python.complaints()}`);
      return JSON.parse(answer) as TrainingOutcome;
    },
    stop() {
      python.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function jobOf(folder: string, training: Training, { ownStart, type = 'float32', ownEpsilon = false }: PeerOptions) {
  const { network, train, test, steps, rates, optimizer, alpha, temperature } = training;
  const { nodes } = network;
  return {
    folder,
    ...describeNetwork(network),
    classes: nodes[nodes.length - 1].outputShape[0],
    samples: train.labels.length,
    testSamples: test.labels.length,
    teacher: train.teacher !== undefined,
    batches: steps.map((step) => step.length),
    rates,
    optimizer,
    alpha,
    temperature,
    ownStart: ownStart ?? null,
    type,
    ownEpsilon,
  };
}

function writeArrays(folder: string, { network, train, test, steps }: Training): void {
  const write = (name: string, values: Float32Array | Int32Array) =>
    writeFileSync(join(folder, name), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const writeSamples = (set: string, { x, labels, teacher }: Samples) => {
    write(`${set}-x`, x);
    write(`${set}-labels`, labels);
    if (teacher) write(`${set}-teacher`, teacher);
  };
  write('parameters', parametersOf(network));
  writeSamples('train', train);
  writeSamples('test', test);
  write('order', Int32Array.from(steps.flatMap((step) => Array.from(step))));
}
