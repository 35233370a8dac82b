// TFLM_DECODE: tensorflow/lite/micro/kernels/decode_state_lut.cc, decode_state_prune.cc and decode_state_huffman.cc.
import { readDecodeHeader } from '../../tflite/decode-header.ts';
import type { Tensor } from '../../tflite/model.ts';
import { channelAxisOf, hasChannelZeroPoints } from '../arithmetic/decode.ts';
import type { OperatorNode } from '../op.ts';
import { elements } from '../tensors/extents.ts';
import { type Counts, type NoFigure, type Work, work } from './work.ts';

/** Weights that an unrolled loop takes at once, by bits of an index; other widths go one by one. */
const GROUP_OF: Readonly<Partial<Record<number, number>>> = { 2: 16, 3: 32, 4: 16 };

/** Of all outputs. They are constants, so a header that can't be read was refused before. */
export function decodeWork({ inputs, inputData, outputs }: OperatorNode): Work | NoFigure {
  const sums: Record<string, number> = {};
  for (const [i, output] of outputs.entries()) {
    const [encoded, ancillary] = [inputData[2 * i], inputData[2 * i + 1]];
    if (!output || !encoded || !ancillary) return { reason: 'its weights are not constants' };
    if (output.type !== 'INT8') return { reason: 'instruction counts are known for int8 weights only' };
    const counts = countsOf(output, encoded, { ancillary, name: inputs[2 * i + 1]?.name ?? '' });
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  }
  return work('decode', sums);
}

function countsOf(output: Tensor, encoded: Uint8Array, header: { ancillary: Uint8Array; name: string }): Counts {
  const read = readDecodeHeader(header.ancillary, header.name);
  const weights = elements(output);
  if (read.kind === 'huffman') return { huffmanWeights: weights, huffmanBits: 8 * encoded.length, huffmanTensors: 1 };
  if (read.kind === 'prune') {
    return { prunedWeights: weights, prunedTensors: 1, prunedByChannel: Number(hasChannelZeroPoints(output)) };
  }
  const { channels, isLast } = channelAxisOf(output);
  const { bitWidth } = read;
  if (isLast) return { [`last${bitWidth}Weights`]: weights, lastRows: weights / channels, lastTensors: 1 };
  const group = GROUP_OF[bitWidth];
  if (!group) return { [`plain${bitWidth}Weights`]: weights, plainChannels: channels, plainTensors: 1 };
  const groups = channels * Math.floor(weights / channels / group);
  return {
    [`groups${bitWidth}`]: groups,
    [`singles${bitWidth}`]: weights - group * groups,
    groupChannels: channels,
    [`group${bitWidth}Tensors`]: 1,
  };
}
