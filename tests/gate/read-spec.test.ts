import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { done } from '../../src/base/problem.ts';
import { readSpec } from '../../src/gate/read-spec.ts';
import { memoryIo } from '../commands/io.ts';

const TEXT = `version: 1
models:
  m:
    data: { test: { npz: test.npz } }
    student: { tflite: m.tflite }
`;
const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');

describe('kd.yaml', () => {
  test('has the digest of the text that was parsed, also when the file changes meanwhile', async () => {
    const texts = [TEXT, TEXT.replace('  m:', '  other:')];
    const readNamed = async () => done(new TextEncoder().encode(texts.shift()));
    const outcome = await readSpec({ ...memoryIo(), readNamed }, 'kd.yaml');
    if (!outcome.ok) throw new Error(outcome.problems[0].message);
    const { spec, sha256 } = outcome.value;
    expect([Object.keys(spec.models), sha256]).toEqual([['m'], sha256Of(TEXT)]);
  });

  test('is called by the name that is shown', async () => {
    const outcome = await readSpec(memoryIo({ 'tree/kd.yaml': 'version: 2' }), 'tree/kd.yaml', "the base's kd.yaml");
    expect(outcome).toMatchObject({ ok: false, problems: [{ place: { file: "the base's kd.yaml" } }, {}] });
  });
});
