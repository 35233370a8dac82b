// A failing kd.yaml of each task of bench/suggest: what is proposed passes when the changed text is run on its own.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAILING_SPECS } from '../../bench/suggest/specs.ts';
import { trySpec } from '../../bench/suggest/try.ts';
import { must } from '../../src/base/problem.ts';
import { gateInput } from '../gate/in-memory.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
const { tools } = gateInput('version: 1\nmodels: { m: { student: { tflite: m.tflite } } }\n', new Map());

const ONE_OF_EACH_TASK = ['digits: arena', 'spoken: gzip', 'motion: macs', 'bearing: instructions and error'];

test.each(ONE_OF_EACH_TASK)(
  '%s: the proposal passes, with the very model that was tried',
  async (name) => {
    const spec = FAILING_SPECS.find((one) => one.name === name);
    if (!spec) throw new Error(`no spec ${name}`);
    const { before, proposal, proposedSha256, after } = must(await trySpec(spec, fixtures, tools, 24));
    expect(before.verdict).toBe('fail');
    expect(proposal?.passes).toBe(true);
    expect(after?.budgets.filter(({ verdict }) => verdict === 'fail' || verdict === 'not measured')).toEqual([]);
    expect(after?.verdict).toMatch(/^(pass|warn)$/);
    expect(after?.model.sha256).toBe(proposedSha256);
  },
  120_000,
);
