// TFLM_DECODE: tensorflow/lite/micro/kernels/decode.cc and decode_state_{lut,prune,huffman}.h.
import { type DecodeHeader, readDecodeHeader } from '../../tflite/decode-header.ts';
import { hasChannelZeroPoints } from '../arithmetic/decode.ts';
import type { OperatorNode } from '../op.ts';
import { type Footprint, persistent, type Request, temporaries } from './footprint.ts';

/** sizeof on 32-bit Arm. */
const POINTER = 4;
const STATE_BYTES: Readonly<Record<DecodeHeader['kind'], number>> = { lut: 36, prune: 40, huffman: 28 };

export const decodeFootprint: Footprint = {
  prepare: ({ inputs, inputData, outputs }: OperatorNode) => [
    persistent(POINTER * outputs.length),
    ...outputs.flatMap((output, i): Request[] => {
      const [encoded, ancillary] = [inputs[2 * i], inputs[2 * i + 1]];
      const data = inputData[2 * i + 1];
      if (!output || !ancillary || !data) return [];
      const { kind } = readDecodeHeader(data, ancillary.name);
      const zeroPoints = kind === 'prune' && hasChannelZeroPoints(output) ? output.quantization?.scales.length : 0;
      return [
        ...temporaries(encoded, ancillary, output),
        persistent(STATE_BYTES[kind]),
        ...(zeroPoints ? [persistent(zeroPoints)] : []),
      ];
    }),
  ],
};
