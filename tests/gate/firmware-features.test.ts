// model_features.h as compilers see it: its C, in float32, gives the features that the data had.

import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import type { FirmwareFeatures } from '../../src/compress/firmware/features.ts';
import { featuresHeader } from '../../src/compress/firmware/features.ts';
import { extractAll, prepareFeatures } from '../../src/data/features/extract.ts';
import { FEATURES } from '../../src/data/features/index.ts';
import { firmwareFeaturesOf } from '../../src/gate/firmware-features.ts';
import { tflmFrontend } from '../../src/gate/tflm-frontend.ts';
import { compile, STRICT, TOOLCHAINS, writeInto } from '../compress/firmware/toolchains.ts';
import { featuresOf } from '../data/features/section.ts';
import { MAKERS } from '../micro/oracle.ts';

const tools = { makeFrontend: () => tflmFrontend(MAKERS.reference) };
const source = random(2, 'sound');
const values = Float32Array.from({ length: 1000 }, () => source.normal() / 4);
const set = { x: { shape: [1, 1000], dtype: 'float32', values } } as const;

/** Features of 1,000 values, and what firmware is told of them. */
function featuresIn(section: object) {
  const params = featuresOf(section);
  const features = must(prepareFeatures(params, FEATURES, set, tools));
  const found = firmwareFeaturesOf({ features: params } as never, { features });
  if (!found) throw new Error('no features');
  return { found, expected: must(extractAll(features, set)).values };
}

const CASES: readonly (readonly [string, object])[] = [
  ['mfcc of 40 ms', { mfcc: { rate: 8000 } }],
  ['log-mel of power', { logMel: { rate: 8000, frame: 200, step: 100, spectrum: 'power', bands: 20, offset: 0.01 } }],
  ['a spectrogram', { spectrogram: { frame: 63, step: 50, window: 'hamming' } }],
  ['the shortest transform', { spectrogram: { frame: 2, step: 1, fft: 2, spectrum: 'power' } }],
];

/** Prints the distance of the test signal, then the features of all frames of the standard input. */
const program = ({ bins, spectral }: FirmwareFeatures) => `#include <stdio.h>
#include "model_features.h"
static float signal[1000], frame[${spectral?.frame}], work[m_model_feature_work], features[m_model_feature_bins];
int main(void) {
  printf("%.9g\\n", m_model_feature_test_error(frame, work, features));
  for (int i = 0; i < 1000; i++) if (scanf("%f", &signal[i]) != 1) return 1;
  for (int i = 0; i < m_model_feature_frames; i++) {
    m_model_frame_features(signal + i * m_model_feature_step, work, features);
    for (int k = 0; k < ${bins}; k++) printf("%.9g\\n", features[k]);
  }
  return 0;
}
`;

const folderOf = (files: Readonly<Record<string, string>>) => {
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-features-'));
  for (const [name, text] of Object.entries(files)) writeInto(join(folder, name), text);
  return folder;
};

describe.each(TOOLCHAINS.filter(({ isHere }) => isHere))('$name', ({ c, cpp, flags, runs }) => {
  test.each(CASES)('%s: the same within 1e-4, without a warning', (_, section) => {
    const { found, expected } = featuresIn(section);
    const folder = folderOf({ 'model_features.h': featuresHeader('m_model', found), 'main.c': program(found) });
    compile(c, [...flags, ...STRICT, '-std=c99', '-O2', '-c', 'main.c', '-o', 'main.o'], folder);
    if (!runs) return;
    compile(c, ['main.o', '-o', 'main', '-lm'], folder);
    const { stdout } = spawnSync(join(folder, 'main'), { input: [...values].join('\n'), encoding: 'utf8' });
    const [error, ...features] = stdout.trim().split('\n').map(Number);
    expect(error).toBeLessThan(1e-4);
    expect(features).toHaveLength(expected.length);
    const distances = features.map((value, i) => Math.abs(value - expected[i]));
    expect(Math.max(...distances)).toBeLessThan(1e-4);
  });

  test('C++ sees the same, and all constants', () => {
    const { found } = featuresIn({ mfcc: { rate: 8000 } });
    const main = `#include "model_features.h"
int main() {
  static float frame[m_model::kFeatureFrame], work[m_model::kFeatureWork], features[m_model::kFeatureBins];
  m_model::FrameFeatures(frame, work, features);
  return m_model::FeatureTestError(frame, work, features) < 1e-4f && m_model::kFeatureRate == 8000 ? 0 : 1;
}
`;
    const folder = folderOf({ 'model_features.h': featuresHeader('m_model', found), 'main.cc': main });
    compile(cpp, [...flags, ...STRICT, '-std=c++11', '-O2', '-c', 'main.cc', '-o', 'main.o'], folder);
    if (!runs) return;
    compile(cpp, ['main.o', '-o', 'main'], folder);
    expect(spawnSync(join(folder, 'main')).status).toBe(0);
  });

  test("TFLM's front end has its window and stride, and nothing to compute", () => {
    const { found } = featuresIn({ tflmFrontend: {} });
    const text = featuresHeader('m_model', found);
    expect(text).toContain('  m_model_feature_frame = 480,\n  m_model_feature_step = 320,\n');
    expect(text).not.toContain('frame_features');
    const main = '#include "model_features.h"\nint main(void) { return m_model_feature_rate == 16000 ? 0 : 1; }\n';
    const folder = folderOf({ 'model_features.h': text, 'main.c': main });
    compile(c, [...flags, ...STRICT, '-std=c99', '-c', 'main.c', '-o', 'main.o'], folder);
  });
});

test('the test signal is whole numbers of 16 bits, one frame of them', () => {
  const { found } = featuresIn({ mfcc: { rate: 8000 } });
  expect([found.spectral?.signal.length, found.spectral?.expected.length]).toEqual([320, 10]);
  expect(found).toMatchObject({ name: 'mfcc', rate: 8000, frames: 5, bins: 10, channels: 1, divide: 1 });
});
