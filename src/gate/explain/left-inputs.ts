// What lies in the arena where a model's inputs were, once Invoke has run: TFLM gives their room to other tensors.
import { concatBytes } from '@noble/hashes/utils.js';
import type { PlannedBuffer } from '../../micro/arena/arena.ts';
import type { Interpreter } from '../../micro/interpret.ts';

/**
 * Of the main subgraph after an Invoke. Undefined where nothing lies over the inputs, so that they stay as they are,
 * and where it is scratch, whose bytes nobody knows.
 */
export function inputsLeft(interpreter: Interpreter, planned: readonly PlannedBuffer[]): Uint8Array | undefined {
  const [tensors] = interpreter.subgraphTensors;
  const left = interpreter.inputs.map((input) => interpreter.read(input));
  let isChanged = false;
  for (const [i, input] of interpreter.inputs.entries()) {
    const own = planned.find(
      ({ kind, subgraph, index }) => kind === 'tensor' && subgraph === 0 && index === input.index,
    );
    if (!own) return undefined;
    const over = planned
      .filter((other) => other !== own && other.subgraph === 0 && other.firstUse > own.firstUse && meet(own, other))
      .sort((a, b) => a.firstUse - b.firstUse);
    for (const { kind, index, offset } of over) {
      if (kind === 'scratch') return undefined;
      const bytes = interpreter.read(tensors[index]);
      const from = Math.max(0, own.offset - offset);
      const to = Math.max(0, offset - own.offset);
      const count = Math.min(bytes.length - from, left[i].length - to);
      if (count <= 0) continue;
      left[i].set(bytes.subarray(from, from + count), to);
      isChanged = true;
    }
  }
  return isChanged ? concatBytes(...left) : undefined;
}

const meet = (a: PlannedBuffer, b: PlannedBuffer) => a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
