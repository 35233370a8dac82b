// The live form of a network that was trained here.
import { sizeOf } from '../base/shape.ts';
import { createForward, type Forward } from '../nn/forward.ts';
import { layerEnds } from '../nn/network/layer-ends.ts';
import type { Network } from '../nn/network/network.ts';
import { numbersOf } from '../nn/network/numbers.ts';
import { macsOf } from '../nn/network/work.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import type { LiveTeacher } from './live.ts';

/** Takes its memory when it is first asked. */
export function liveNetwork(network: Network, makeKernels: MakeKernels): LiveTeacher {
  let made: Forward | undefined;
  const forward = (): Forward => {
    made ??= createForward(network, makeKernels);
    return made;
  };
  const ends = layerEnds(network);
  return {
    answer: (x, count) => forward().infer(x, count),
    shapes: new Map([...ends].map(([name, { shape }]) => [name, shape])),
    features: (x, count, names) => {
      const wanted = names.map((name) => {
        const end = ends.get(name);
        if (!end) throw new Error(`the teacher has no layer ${name}`);
        return { ...end, values: new Float32Array(count * sizeOf(end.shape)), filled: 0 };
      });
      forward().activations(x, count, (index, values) => {
        for (const layer of wanted) {
          if (layer.node !== index) continue;
          layer.values.set(values, layer.filled);
          layer.filled += values.length;
        }
      });
      return wanted.map(({ values }) => values);
    },
    macs: macsOf(network),
    state: numbersOf(network),
  };
}
