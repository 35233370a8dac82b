// What firmware needs to compute the model's input from a signal as the data were: constants, and C that uses them.
import { cos, sin } from '../../base/elementary.ts';
import type { SpectralFeatures } from '../../base/spectral-features.ts';
import { guarded, namespaced } from './c-text.ts';
import { cName, declaredOf, floats, integer, type Setting, shorts } from './declarations.ts';
import { frameFunction, type Names, testFunction } from './features-code.ts';

export interface FirmwareFeatures {
  /** The kind's key in kd.yaml: `mfcc`. */
  readonly name: string;
  /** Values a second; undefined where nothing needs it. */
  readonly rate?: number;
  /** What a stored value is divided by first. */
  readonly divide: number;
  /** Of the model's input. */
  readonly frames: number;
  readonly bins: number;
  readonly channels: number;
  /** Absent for TFLM's own front end, of which there are the window and the stride. */
  readonly spectral?: SpectralFeatures & FeatureTest;
  readonly window?: { readonly length: number; readonly stride: number };
}

/** A frame, and what must come out of it. */
export interface FeatureTest {
  /** Whole numbers of 16 bits; over 32768 they are the values of the frame. */
  readonly signal: Int16Array;
  readonly expected: Float32Array;
}

/** For C99 and C++11. */
export function featuresHeader(identifier: string, features: FirmwareFeatures): string {
  const { spectral, divide } = features;
  const settings = [...shapeSettings(identifier, features), ...(spectral ? tables(identifier, spectral) : [])];
  const names: Names = (name) => cName(identifier, name);
  const functions = spectral ? [frameFunction(names, spectral, divide), testFunction(names, features.bins)] : [];
  const { entries, lines } = declaredOf(settings);
  const body = [
    '#include <math.h>\n#include <stdint.h>\n',
    introduction(features),
    entries,
    ...lines,
    ...functions.map(({ c }) => `\n${c}`),
    '',
    namespaced(identifier, [...settings.map(({ cpp }) => cpp), ...functions.map(({ cpp }) => cpp)]),
  ].join('\n');
  return guarded(identifier, 'FEATURES', body);
}

function introduction({ name, spectral, frames, bins, channels }: FirmwareFeatures): string {
  const shape = `// The model's input is ${name}: [frames, bins, channels] = [${frames}, ${bins}, ${channels}]`;
  const place = `(frame * ${bins} + bin) * ${channels} + channel`;
  const next = "// which QuantizeInput (model_settings.h) takes to the model's input.";
  const own = spectral
    ? ['// Frame i of a channel begins at value i * step of it, and gives values at that index,', next]
    : [
        "// Each window goes through TFLM's audio_preprocessor_int8.tflite (micro_speech), in turn,",
        '// and gives int8 values,',
        next,
      ];
  return [`${shape}; the value at ${place}.`, ...own].join('\n');
}

function shapeSettings(
  identifier: string,
  { rate, frames, bins, channels, spectral, window }: FirmwareFeatures,
): Setting[] {
  const frame = spectral?.frame ?? window?.length;
  const step = spectral?.step ?? window?.stride;
  const numbers = [
    ['FeatureRate', rate],
    ['FeatureFrame', frame],
    ['FeatureStep', step],
    ['FeatureFrames', frames],
    ['FeatureBins', bins],
    ['FeatureChannels', channels],
    ['FeatureFft', spectral?.fft],
    ['FeatureBands', spectral?.mel?.counts.length],
    ['FeatureWork', spectral && workOf(spectral)],
  ] as const;
  return numbers.flatMap(([name, value]) => (value === undefined ? [] : [integer(identifier, name, value)]));
}

/** Floats: half of the transform twice, its spectrum, and the bands that a cosine transform reads. */
function workOf({ fft, mel }: SpectralFeatures): number {
  return fft + fft / 2 + 1 + (mel?.counts.length ?? 0);
}

function tables(
  identifier: string,
  { fft, window, mel, dct, signal, expected }: SpectralFeatures & FeatureTest,
): Setting[] {
  const angles = Array.from({ length: fft / 2 }, (_, i) => (2 * Math.PI * i) / fft);
  return [
    floats(identifier, 'FeatureWindow', window),
    floats(identifier, 'FeatureCosines', angles.map(cos)),
    floats(identifier, 'FeatureSines', angles.map(sin)),
    ...(mel
      ? [
          shorts(identifier, 'FeatureMelFirst', mel.first, 'uint16_t'),
          shorts(identifier, 'FeatureMelCounts', mel.counts, 'uint16_t'),
          floats(identifier, 'FeatureMelWeights', mel.weights),
        ]
      : []),
    ...(dct ? [floats(identifier, 'FeatureDct', dct)] : []),
    shorts(identifier, 'FeatureTestSignal', signal),
    floats(identifier, 'FeatureTestExpected', expected),
  ];
}
