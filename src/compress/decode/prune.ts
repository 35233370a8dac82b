// Pruned weights: a bit for each, and those that are not the zero point.
import { channelAxis, prunedValue } from '../../tflite/decode-channels.ts';
import { writeAncillary } from '../../tflite/decode-header.ts';
import { packBits } from './bit-string.ts';
import { bytesOf, type Encode, elementsOf } from './encoding.ts';

export const encodePruned: Encode = (weights) => {
  const { output } = weights;
  const axis = channelAxis(output);
  const elements = elementsOf(weights);
  if (!axis || !elements || elements.length === 0 || elements.length % axis.channels !== 0) return undefined;
  const { zeroPoints = [] } = output.quantization ?? {};
  const areZero = zeroPoints.every((zeroPoint) => zeroPoint === 0);
  // TFLM refuses others: "All zero-points must be zero".
  if (!areZero && (output.type !== 'INT8' || zeroPoints.length < axis.channels)) return undefined;
  const pruned = prunedValue(output, axis);
  const isKept = (i: number) => Number(elements[i]) !== pruned(i);
  const kept: number[] = [];
  for (let i = 0; i < elements.length; i++) if (isKept(i)) kept.push(i);
  return {
    kind: 'prune',
    label: `mask, ${kept.length} of ${elements.length} kept`,
    encoded: packBits({
      count: elements.length,
      width: () => 1,
      value: (i) => Number(isKept(i)),
      bytes: Math.ceil(elements.length / 8),
    }),
    ancillary: writeAncillary({ kind: 'prune' }, bytesOf(weights, elements.BYTES_PER_ELEMENT, kept)),
  };
};
