// Which samples are one recording: what readers say of it, and what follows from origins.
import { describe, expect, test } from 'vitest';
import { attempt } from '../../src/base/problem.ts';
import { checkStreams, recordingsOf, startsOf } from '../../src/data/streams.ts';
import { windowCollector } from '../../src/data/window-collector.ts';

describe('recordings', () => {
  test.each([
    ['each sample where nothing is said', undefined, undefined, [0, 1, 2, 3]],
    ['samples that follow each other with one origin', undefined, ['a', 'a', 'b', 'a'], [0, 0, 1, 2]],
    ['what the reader says, whatever the origins', [0, 1, 1, 2], ['a', 'a', 'a', 'a'], [0, 1, 1, 2]],
  ] as const)('are %s', (_, own, origins, expected) => {
    expect([...recordingsOf(4, own, origins)]).toEqual(expected);
  });

  test('start where the number changes', () => {
    expect([...startsOf(Int32Array.of(3, 3, 5, 3, 3))]).toEqual([0, 2, 3, 5]);
    expect([...startsOf(Int32Array.of(1))]).toEqual([0, 1]);
  });

  test('windows of two stretches of one person are two recordings, of two files too', () => {
    const collector = windowCollector({ window: 2, stride: 1 });
    const values = Float32Array.from({ length: 8 }, (_, i) => i);
    const stretch = (from: number, to: number) => ({ from, to, origin: 'ann' });
    for (const stretches of [[stretch(0, 3), stretch(3, 8)], [stretch(0, 8)]]) {
      collector.add({ values, columns: 1, labels: 'walk', stretches });
    }
    const { origins, recordings } = collector.samples();
    expect(new Set(origins)).toEqual(new Set(['ann']));
    expect(Array.from(recordings ?? [])).toEqual([0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2]);
  });
});

describe('a recording has one answer', () => {
  const streams = (answer: 'last' | 'each') => ({
    params: { answer, window: 1, skip: 0 },
    recordings: Int32Array.of(0, 0, 1, 1),
  });
  const check = (labels: readonly number[], targets?: Float32Array, answer: 'last' | 'each' = 'last') =>
    attempt(() =>
      checkStreams({ count: 4, labels: Int32Array.from(labels), ...(targets && { targets }) }, streams(answer)),
    );

  test.each([
    ['labels that are one', [1, 1, 0, 0], undefined, 'last', true],
    ['labels that differ', [1, 1, 0, 1], undefined, 'last', false],
    ['labels that differ, each judged', [1, 0, 0, 1], undefined, 'each', true],
    ['targets that are one', [], Float32Array.of(0, 1, 0, 1, 1, 1, 1, 1), 'last', true],
    ['targets that differ', [], Float32Array.of(0, 1, 0, 1, 1, 1, 1, 0), 'last', false],
  ] as const)('%s', (_, labels, targets, answer, ok) => {
    expect(check(labels, targets, answer).ok).toBe(ok);
  });
});
