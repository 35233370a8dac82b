// What firmware needs to compute features as the data were, with a frame of noise that shows whether it does.
import { orBug } from '../base/problem.ts';
import { random } from '../base/random.ts';
import type { SpectralFeatures } from '../base/spectral-features.ts';
import type { FeatureTest, FirmwareFeatures } from '../compress/firmware/features.ts';
import { extractAll, type PreparedFeatures, prepareFeatures } from '../data/features/extract.ts';
import { FEATURES } from '../data/features/index.ts';
import type { DataSets } from '../data/load.ts';
import type { DataParams } from '../data/params.ts';
import { FRONTEND } from '../micro/frontend/preprocessor.ts';

/** Undefined where samples are as they were read. */
export function firmwareFeaturesOf(
  params: DataParams | undefined,
  { features }: DataSets,
): FirmwareFeatures | undefined {
  if (!params?.features || !features) return undefined;
  const { name, shape, divide, extractor } = features;
  const [frames, bins, channels] = shape;
  const { rate, spectral } = extractor;
  const common = { name, frames, bins, channels, divide, ...(rate !== undefined && { rate }) };
  if (!spectral) return { ...common, window: { length: FRONTEND.window, stride: FRONTEND.stride } };
  return { ...common, spectral: { ...spectral, ...testOf(spectral, params.features, features) } };
}

/** Of one frame and one channel. */
function testOf({ frame }: SpectralFeatures, section: object, { signal }: PreparedFeatures): FeatureTest {
  const source = random(1, 'test of features');
  const noise = Int16Array.from({ length: frame }, () => source.below(65536) - 32768);
  const values = Float32Array.from(noise, (v) => v / 32768);
  const set = { x: { shape: [1, frame], dtype: 'float32', values }, rate: signal.rate } as const;
  const prepared = { ...orBug(prepareFeatures({ ...section }, FEATURES, set)), divide: 1 };
  return { signal: noise, expected: Float32Array.from(orBug(extractAll(prepared, set)).values) };
}
