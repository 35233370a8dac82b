import { describe, expect, test } from 'vitest';
import { whoAmI } from '../../src/github/api.ts';
import { commentableLines } from '../../src/github/diff.ts';
import { marker, readMarker } from '../../src/github/marker.ts';
import { useLoopback } from './client.ts';
import { addPull } from './loopback/state.ts';

describe('GitHub Enterprise Server', () => {
  const bench = useLoopback('/api/v3');

  test('REST lies under /api/v3, GraphQL beside it', async () => {
    addPull(bench.loopback.state);
    expect(await whoAmI(bench.api())).toBe('github-actions[bot]');
    expect(await bench.api().get('GET /repos/{owner}/{repo}/pulls/{pull_number}', { pull_number: 7 })).toMatchObject({
      number: 7,
    });
    expect(bench.loopback.requests[0]).toContain('POST');
  });
});

describe('the marker', () => {
  test.each(['kd.yaml', 'a b/kd.yaml', '--> <b>@x</b> \n=', '%', 'ü'])('carries %j and is one HTML comment', (key) => {
    const text = marker('comment', { key, head: 'x' });
    expect(text).toMatch(/^<!-- [^<>\n]* -->$/);
    expect(text.slice(4, -3)).not.toContain('--');
    expect(readMarker('comment', `${text}\nbody`)).toEqual({ key, head: 'x' });
    expect(readMarker('review', text)).toBeUndefined();
  });

  test('inside a text is none', () => {
    expect(readMarker('comment', `> ${marker('comment', { key: 'a' })}`)).toBeUndefined();
  });

  test('that is damaged reads as empty', () => {
    expect(readMarker('comment', '<!-- kd-gate:comment key=%E0%A4%A -->')).toEqual({ key: '' });
    // A name that every object has is a value like another.
    expect(readMarker('comment', '<!-- kd-gate:comment key=a -->')?.toString).toBeUndefined();
  });
});

test('lines of a diff on which GitHub takes comments', () => {
  const patch = '@@ -1,3 +1,4 @@\n a\n-b\n+B\n+C\n d\n@@ -20 +21,2 @@ models:\n x\n+y\n\\ No newline at end of file';
  expect([...commentableLines(patch).keys()]).toEqual([1, 2, 3, 4, 21, 22]);
});
