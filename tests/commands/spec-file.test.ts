import { describe, expect, test } from 'vitest';
import { attemptLater } from '../../src/base/problem.ts';
import { planCommand } from '../../src/commands/plan.ts';
import { executeCommand } from '../../src/commands/program.ts';
import { readSpecFile } from '../../src/commands/spec-file.ts';
import { memoryHost, memoryIo } from './io.ts';

describe('a kd.yaml that is not there', () => {
  test('says how to get one where nobody named a file', async () => {
    const io = memoryIo();
    expect(await executeCommand(planCommand, memoryHost(io), ['kd.yaml'], {})).toBe(2);
    expect(io.written.err).toBe('kd.yaml does not exist; `kd-gate init` writes a first one\n');
  });

  test('names the one of a folder around this one', async () => {
    const io = memoryIo({ '../../kd.yaml': '' });
    expect(await executeCommand(planCommand, memoryHost(io), ['kd.yaml'], {})).toBe(2);
    expect(io.written.err).toBe('kd.yaml does not exist; there is ../../kd.yaml; name that one\n');
  });

  test('is a mistake in its name where somebody did', async () => {
    const outcome = await attemptLater(() => readSpecFile(memoryIo(), 'a/kd.yaml'));
    expect(outcome).toMatchObject({ problems: [{ code: 'file/unreadable', message: 'a/kd.yaml does not exist' }] });
  });
});
