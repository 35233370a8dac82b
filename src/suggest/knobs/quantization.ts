// How the student becomes integers: fewer bits where there are more than int8, and what answers better.
import type { ModelSpec } from '../../config/spec.ts';
import type { Knob, Variant } from '../candidate.ts';

type Quantize = ModelSpec['quantize'];

const PRICE = 0.03;

export const quantization: Knob = ({ model: { quantize, student, task, cluster } }) => {
  if (student.tflite !== undefined) return [];
  const { mode, calibration, biasCorrection, dense, aware } = quantize;
  const set = <K extends keyof Quantize>(key: K, from: Quantize[K], to: Quantize[K], price = PRICE): Variant => ({
    knob: `quantize.${key}`,
    changes: [{ path: ['quantize', key], ...(from !== undefined && { from }), to } as Variant['changes'][number]],
    price,
  });
  const perTensor = dense === 'per-channel' && !cluster ? [set('dense', dense, 'per-tensor', 2 * PRICE)] : [];
  if (mode === 'auto') return perTensor;
  const judges = task !== 'regression';
  return [
    ...perTensor,
    ...(mode === 'int16x8' ? [set('mode', mode, 'int8')] : []),
    ...(calibration === 'min-max' ? [set('calibration', calibration, 'mse')] : []),
    ...(biasCorrection ? [] : [set('biasCorrection', biasCorrection, true)]),
    ...(judges && aware === undefined ? [set('aware', undefined, true, 2 * PRICE)] : []),
    ...(judges && aware === undefined && mode === 'int8' ? [set('mode', mode, 'auto', 3 * PRICE)] : []),
    ...(mode === 'int8' ? [set('mode', mode, 'int16x8', 4 * PRICE)] : []),
  ];
};
