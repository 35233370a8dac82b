// Every kernel case of TFLM's own tests and every generated one, as its reference kernels answered (needs ../shared).
import { describe, expect, test } from 'vitest';
import { OPERATORS } from '../../src/micro/operators.ts';
import { complaintAbout, hasOracle, MAKERS, oracleFolder } from './oracle.ts';

describe.skipIf(!hasOracle)('the oracle (needs ../shared)', () => {
  test.each(['kernel_cases', 'fuzz_cases', 'decode/decode_cases'])('%s', (name) => {
    const folder = oracleFolder(name);
    const tally = new Map<string, { passed: number; total: number }>();
    const complaints: string[] = [];
    const unsupported = new Set<string>();
    for (const oracleCase of folder.cases) {
      const { op } = oracleCase;
      const known = op.startsWith('CUSTOM_') ? OPERATORS.customs.has(op.slice(7)) : OPERATORS.builtins.has(op);
      if (!known) {
        unsupported.add(op);
        continue;
      }
      const complaint = complaintAbout(folder, oracleCase, MAKERS.reference);
      const entry = tally.get(op) ?? { passed: 0, total: 0 };
      tally.set(op, { passed: entry.passed + Number(!complaint), total: entry.total + 1 });
      if (complaint)
        complaints.push(`${oracleCase.file} ${oracleCase.dtypes_in.join(',')} ${oracleCase.test}: ${complaint}`);
    }
    const rows = [...tally].sort().map(([op, { passed, total }]) => `${op.padEnd(32)} ${passed} of ${total}`);
    console.log(
      [`${name}: passed by operator`, ...rows, `no kernel: ${[...unsupported].sort().join(', ')}`].join('\n'),
    );
    expect(complaints).toEqual([]);
  });
});
