import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findProfile } from '../../../src/micro/profile.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { arenaFor } from '../simulate.ts';

// tensorflow/lite/micro/docs/memory_management.md: version, subgraph, number of offsets, then an offset per tensor.
function withPlan(words: readonly number[]) {
  const file = readFileSync(fileURLToPath(new URL('../../../fixtures/arena/relu_1x1024.tflite', import.meta.url)));
  const read = readModel(file);
  const profile = findProfile('cortex-m4f/cmsis_nn');
  if (!read.ok || !profile.ok) throw new Error('fixture');
  const buffers = [...read.value.buffers, new Uint8Array(Int32Array.from(words).buffer)];
  const metadata = [{ name: 'OfflineMemoryAllocation', buffer: buffers.length - 1 }];
  return arenaFor({ ...read.value, buffers, metadata }, profile.value);
}

test('tensors lie where the model says, the others around them', () => {
  const fixed = withPlan([1, 0, 2, 4096, 0]);
  expect(fixed).toMatchObject({ ok: true, value: { headBytes: 5120 } });
  expect(fixed.ok && fixed.value.planned.map((b) => b.offset)).toEqual([4096, 0]);
  const half = withPlan([1, 0, 2, 512, -1]);
  expect(half.ok && half.value.planned.map((b) => b.offset)).toEqual([512, 1536]);
});

test('a plan for another model is a problem', () => {
  for (const words of [[1, 0, 3, 0, 0, 0], [1, 0, 2, 0], [1], [1, 0, 2, -5, 0]]) {
    expect(withPlan(words)).toMatchObject({ ok: false, problems: [{ code: 'micro/offline-plan' }] });
  }
});
