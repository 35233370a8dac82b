// The features of a frame in C, in float32: the same steps in the same order as kd-gate's own, which are in float64.
import type { SpectralFeatures } from '../../base/spectral-features.ts';
import { cFloat } from './c-text.ts';
import type { Helper } from './declarations.ts';

/** `FeatureWindow` as C has it. */
export type Names = (name: string) => string;

/** `divide`: of what the data have as values. */
export function frameFunction(own: Names, features: SpectralFeatures, divide: number): Helper {
  const name = own('FrameFeatures');
  const parameters = 'const float* frame, float* work, float* features';
  const c = `// frame: ${own('FeatureFrame')} values of the signal${divide === 1 ? '' : `, each divided by ${divide}`}.
// work: room for ${own('FeatureWork')} floats, whatever they hold. features: ${own('FeatureBins')} floats.
static inline void ${name}(${parameters}) {
${transform(own)}
${separation(own, features.isPower, features.mel ? `work + ${own('FeatureFft')}` : 'features')}
${bands(own, features)}}`;
  const cpp = `inline void FrameFeatures(${parameters}) { ${name}(frame, work, features); }`;
  return { c, cpp };
}

/** Even values as real parts and odd ones as imaginary ones, in bit-reversed order, then Cooley and Tukey's. */
function transform(own: Names): string {
  return `  const int half = ${own('FeatureFft')} / 2;
  float* const re = work;
  float* const im = work + half;
  int turned = 0;
  for (int i = 0; i < half; i++) {
    const int even = 2 * i;
    re[turned] = even < ${own('FeatureFrame')} ? frame[even] * ${own('FeatureWindow')}[even] : 0.0f;
    im[turned] = even + 1 < ${own('FeatureFrame')} ? frame[even + 1] * ${own('FeatureWindow')}[even + 1] : 0.0f;
    int bit = half >> 1;
    for (; (turned & bit) != 0; bit >>= 1) turned ^= bit;
    turned |= bit;
  }
  for (int width = 1; width < half; width *= 2) {
    for (int k = 0; k < width; k++) {
      const float c = ${own('FeatureCosines')}[k * (half / width)];
      const float s = ${own('FeatureSines')}[k * (half / width)];
      for (int i = k; i < half; i += 2 * width) {
        const int j = i + width;
        const float x = re[j] * c + im[j] * s;
        const float y = im[j] * c - re[j] * s;
        re[j] = re[i] - x;
        im[j] = im[i] - y;
        re[i] += x;
        im[i] += y;
      }
    }
  }`;
}

/** The spectra of the even and the odd values, apart by their symmetry. */
function separation(own: Names, isPower: boolean, spectrum: string): string {
  const power = 'x * x + y * y';
  return `  float* const spectrum = ${spectrum};
  for (int k = 0; k <= half; k++) {
    const int a = k % half;
    const int b = (half - k) % half;
    const float c = k < half ? ${own('FeatureCosines')}[k] : -1.0f;
    const float s = k < half ? ${own('FeatureSines')}[k] : 0.0f;
    const float odd_re = 0.5f * (im[a] + im[b]);
    const float odd_im = 0.5f * (re[b] - re[a]);
    const float x = 0.5f * (re[a] + re[b]) + odd_re * c + odd_im * s;
    const float y = 0.5f * (im[a] - im[b]) + odd_im * c - odd_re * s;
    spectrum[k] = ${isPower ? power : `sqrtf(${power})`};
  }`;
}

function bands(own: Names, { mel, dct }: SpectralFeatures): string {
  if (!mel) return '';
  const logMel = `  float* const bands = ${dct ? 'spectrum + half + 1' : 'features'};
  const float* weight = ${own('FeatureMelWeights')};
  for (int band = 0; band < ${own('FeatureBands')}; band++) {
    float sum = 0.0f;
    for (int i = 0; i < ${own('FeatureMelCounts')}[band]; i++) {
      sum += *weight++ * spectrum[${own('FeatureMelFirst')}[band] + i];
    }
    bands[band] = logf(sum + ${cFloat(mel.offset)});
  }
`;
  if (!dct) return logMel;
  return `${logMel}  for (int k = 0; k < ${own('FeatureBins')}; k++) {
    float sum = 0.0f;
    for (int n = 0; n < ${own('FeatureBands')}; n++) {
      sum += ${own('FeatureDct')}[k * ${own('FeatureBands')} + n] * bands[n];
    }
    features[k] = sum;
  }
`;
}

export function testFunction(own: Names, bins: number): Helper {
  const name = own('FeatureTestError');
  const parameters = 'float* frame, float* work, float* features';
  const c = `// How far the features of the test signal are from what they must be, at most. frame: room for
// ${own('FeatureFrame')} floats; work: for ${own('FeatureWork')};
// features: for ${own('FeatureBins')}. In float32 it is about 1e-5.
static inline float ${name}(${parameters}) {
  for (int i = 0; i < ${own('FeatureFrame')}; i++) frame[i] = (float)${own('FeatureTestSignal')}[i] / 32768.0f;
  ${own('FrameFeatures')}(frame, work, features);
  float most = 0.0f;
  for (int i = 0; i < ${bins}; i++) {
    const float error = fabsf(features[i] - ${own('FeatureTestExpected')}[i]);
    if (!(error <= most)) most = error;
  }
  return most;
}`;
  return { c, cpp: `inline float FeatureTestError(${parameters}) { return ${name}(frame, work, features); }` };
}
