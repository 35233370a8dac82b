import { expect, test } from 'vitest';
import { unbreakable } from '../../../src/report/comment/unbreakable.ts';

test.each([
  ['12,304 B of 16 KiB, 42.0 ms ±25%, −0.40 pp', '12,304~B of 16~KiB, 42.0~ms ±25%, −0.40~pp'],
  ['max 100 ms, 40 MMACs, 5 MInstr, 64 MHz', 'max 100~ms, 40~MMACs, 5~MInstr, 64~MHz'],
  ['&lt; 965,616 B, a &lt; b', '&lt;~965,616~B, a &lt; b'],
  ['3 Boards, 2 samples, 1 B-tree, 7 bs', '3 Boards, 2 samples, 1 B-tree, 7 bs'],
  ['run `cut 5 B.yaml` for 5 B', 'run `cut 5 B.yaml` for 5~B'],
  ['a \\` 5 B \\` b', 'a \\` 5~B \\` b'],
  ['```sh\nkd-gate run "5 B.yaml"\n```\n5 B', '```sh\nkd-gate run "5 B.yaml"\n```\n5~B'],
  ['````diff\n```\n5 B\n````\n5 B', '````diff\n```\n5 B\n````\n5~B'],
])('%j', (markdown, expected) => expect(unbreakable(markdown)).toBe(expected.replaceAll('~', '\u00a0')));
