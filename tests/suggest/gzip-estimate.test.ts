// Bytes after gzip and of compressed weights are estimated: trained models say how well.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { runGate } from '../../src/gate/gate.ts';
import type { Candidate } from '../../src/suggest/candidate.ts';
import { judgeCandidates } from '../../src/suggest/judged.ts';
import { gateInput } from '../gate/in-memory.ts';

const folder = join(import.meta.dirname, '../../fixtures/digits');
const names = ['data/train.npz', 'data/test.npz'];
const files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));

const CNN = `{ conv2d: { filters: 12, kernel: 3, batchNorm: true, activation: relu } },
        { conv2d: { filters: 24, kernel: 3, batchNorm: true, activation: relu } }, { globalAveragePool: {} }`;
const DENSE = `{ flatten: {} }, { dense: { units: 320, activation: relu } },
        { dense: { units: 160, activation: relu } }`;

/** A model of kd.yaml, trained. */
async function trained(layers: string, settings: string) {
  const gate = gateInput(
    `version: 1
models:
  digits:
    data: { train: { npz: data/train.npz }, test: { npz: data/test.npz }, normalize: { divide: 16 } }
    student: { layers: [${layers},
        { dense: { units: 10 } }] }
    distill: { epochs: 2, batch: 32, optimizer: { adam: { learningRate: 1e-2 } } }
    ${settings}
`,
    files,
  );
  return { model: gate.spec.models.digits, report: must(await runGate(gate)).report.models[0] };
}

const known = new Map<string, ReturnType<typeof trained>>();

function untouched(layers: string): ReturnType<typeof trained> {
  const found = known.get(layers) ?? trained(layers, '');
  known.set(layers, found);
  return found;
}

/** What is said of settings before they are trained, and what they come to. */
async function both(layers: string, settings: string) {
  const now = await untouched(layers);
  const { model, report } = await trained(layers, settings);
  const data = { inputShape: [8, 8, 1], classes: 10 };
  const candidate: Candidate = { variants: [], changes: [], model, boards: [], inputShape: data.inputShape };
  const subject = { model: now.model, data, boards: [] };
  const judge = { limits: [], reserve: [], ratchet: true };
  const [judged] = must(judgeCandidates(subject, [candidate], now.report, judge)).candidates;
  return { said: judged.figures.model, came: report.model };
}

describe('gzip of a model', () => {
  test.each([
    ['half of whose weights are zero', 'prune: { sparsity: 0.5 }'],
    ['with 16 different weights a layer', 'cluster: { clusters: 16 }'],
    ['with 8 of them', 'cluster: { clusters: 8 }'],
    ['with zeros and clusters', 'prune: { sparsity: 0.7 }\n    cluster: { clusters: 16 }'],
    ['in a compact file', 'export: { compact: true }'],
  ])('%s is within a tenth of what was said', async (_, settings) => {
    const { said, came } = await both(CNN, settings);
    expect(Math.abs(said.gzipBytes / came.gzipBytes - 1)).toBeLessThan(0.1);
  });
});

describe('a file with weights that are unpacked on the device', () => {
  test.each([
    ['clustered', 'cluster: { clusters: 16 }'],
    ['pruned', 'prune: { sparsity: 0.7 }'],
  ])('%s, is within a twentieth of what was said', async (_, settings) => {
    const { said, came } = await both(DENSE, `${settings}\n    export: { decode: auto }`);
    expect(came.sizeBytes).toBeLessThan(60_000);
    expect(Math.abs(said.sizeBytes / came.sizeBytes - 1)).toBeLessThan(0.05);
  });
});
