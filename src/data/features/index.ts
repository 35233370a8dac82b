// The kinds of features, by their keys in kd.yaml.
import type { FeatureList } from './feature.ts';
import { logMel } from './log-mel.ts';
import { mfcc } from './mfcc.ts';
import { spectrogram } from './spectrogram.ts';
import { tflmFrontend } from './tflm-frontend.ts';

export const FEATURES = { mfcc, logMel, spectrogram, tflmFrontend } as const satisfies FeatureList;
