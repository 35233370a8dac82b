import { describe, expect, test } from 'vitest';
import { fileAtCommit } from '../../src/github/contents.ts';
import { useLoopback } from './client.ts';
import { refuse } from './loopback/faults.ts';

const bench = useLoopback();
const HEAD = 'd'.repeat(40);

describe('a file of a commit', () => {
  test('is read at that commit, whatever its path', async () => {
    const text = `version: 1\n${'# ü\n'.repeat(100)}`;
    bench.loopback.state.files.set(`${HEAD}:models/a b/kd.yaml`, text);
    const read = await fileAtCommit(bench.api(), HEAD, 'models/a b/kd.yaml', 1000);
    expect(read.ok && new TextDecoder().decode(read.value)).toBe(text);
  });

  test('is read no further than its bound', async () => {
    bench.loopback.state.files.set(`${HEAD}:kd.yaml`, 'x'.repeat(1001));
    const read = await fileAtCommit(bench.api(), HEAD, 'kd.yaml', 1000);
    expect(read).toMatchObject({ ok: false, problems: [{ code: 'file/too-large' }] });
  });

  test.each([
    [404, 'Not Found', 'github/missing', 'kd.yaml of commit ddddddd was not read'],
    [403, 'Resource not accessible by integration', 'github/permission', 'contents: read'],
  ])('that GitHub refuses with %i is a problem', async (status, message, code, words) => {
    bench.loopback.faults.push(refuse(/\/contents\//, status, message));
    const read = await fileAtCommit(bench.api(), HEAD, 'kd.yaml', 1000);
    expect(read).toMatchObject({ ok: false, problems: [{ code, message: expect.stringContaining(words) }] });
  });
});
