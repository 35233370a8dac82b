// `prune:` and `cluster:` beside the rest of a model.
import { describe, expect, test } from 'vitest';
import { parseSpec } from '../../src/config/parse.ts';

const LAYERS = 'student: { layers: [{ dense: { units: 2 } }] }';

function parse(sections: string) {
  const text = `version: 1\nmodels:\n  m:\n${sections.replace(/^/gm, '    ')}\n`;
  return parseSpec(text, 'kd.yaml');
}

function messages(sections: string): readonly string[] {
  const outcome = parse(sections);
  return outcome.ok ? [] : outcome.problems.map(({ message, place }) => `${place?.path}: ${message}`);
}

describe('prune and cluster', () => {
  test('have their defaults', () => {
    const outcome = parse(`${LAYERS}\nprune: { sparsity: 0.5 }\ncluster: {}`);
    expect(outcome.ok && outcome.value.models.m).toMatchObject({
      prune: { sparsity: 0.5, pattern: 'unstructured' },
      cluster: { clusters: 16, per: 'tensor' },
    });
    expect(parse(`${LAYERS}\nprune: { pattern: "2:4" }`).ok).toBe(true);
    expect(parse(`${LAYERS}\nprune: { channels: 0.5 }`).ok).toBe(true);
  });

  test('are for a student that is trained here', () => {
    expect(messages('student: { tflite: model.tflite }\nprune: { sparsity: 0.5 }\ncluster: {}')).toEqual([
      expect.stringMatching(/^models\.m\.prune: .*is for a student that is trained here/),
      expect.stringMatching(/^models\.m\.cluster: /),
    ]);
  });

  test('a section that prunes nothing says what to write', () => {
    expect(messages(`${LAYERS}\nprune: { epochs: 3 }`)).toEqual([expect.stringContaining('write channels: 0.5')]);
  });

  test('2:4 is a share of its own', () => {
    expect(messages(`${LAYERS}\nprune: { pattern: "2:4", sparsity: 0.7 }`)).toEqual([
      expect.stringMatching(/prune\.sparsity: .*is 0\.5 with pattern: 2:4/),
    ]);
    expect(messages(`${LAYERS}\nprune: { pattern: "2:4", sparsity: 0.5 }`)).toEqual([]);
  });

  test.each([
    ['equalize: true', 'quantize.equalize'],
    ['dense: per-tensor', 'quantize.dense'],
  ])('clusters and %s contradict each other', (setting, path) => {
    expect(messages(`${LAYERS}\ncluster: {}\nquantize: { ${setting} }`)).toEqual([
      expect.stringMatching(new RegExp(`^models\\.m\\.${path}: .*more values than "cluster" says`)),
    ]);
  });

  test('shares beyond all weights are refused', () => {
    for (const wrong of ['{ sparsity: 1 }', '{ sparsity: 0 }', '{ channels: 1 }', '{ sparsity: -1 }']) {
      expect(parse(`${LAYERS}\nprune: ${wrong}`).ok, wrong).toBe(false);
    }
    expect(parse(`${LAYERS}\ncluster: { clusters: 3 }`).ok).toBe(false);
    expect(parse(`${LAYERS}\ncluster: { clusters: 129 }`).ok).toBe(false);
  });
});
