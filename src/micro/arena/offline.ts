// A memory plan that the model brings along: metadata "OfflineMemoryAllocation", one offset per tensor, -1 where TFLM
// shall decide. tensorflow/lite/micro/docs/memory_management.md; micro_allocation_info.cc,
// AllocationInfoBuilder::GetOfflinePlannedOffsets
import { reject } from '../../base/problem.ts';
import { type Model, OFFLINE_PLAN } from '../../tflite/model.ts';

const HEADER_WORDS = 3;

/** Offsets by tensor index, or undefined when the model has no plan. Inside an `attempt`. */
export function offlinePlan(model: Model): readonly (number | undefined)[] | undefined {
  const metadata = model.metadata.findLast(({ name }) => name === OFFLINE_PLAN);
  if (!metadata) return undefined;
  const data = model.buffers[metadata.buffer];
  const tensorCount = model.subgraphs.reduce((sum, graph) => sum + graph.tensors.length, 0);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const described = data.length >= 4 * HEADER_WORDS ? view.getUint32(8, true) : 0;
  if (described !== tensorCount || data.length < 4 * (HEADER_WORDS + tensorCount)) {
    reject(
      'micro/offline-plan',
      `the model's offline memory plan is for ${described} tensors; there are ${tensorCount}`,
    );
  }
  return Array.from({ length: tensorCount }, (_, i) => {
    const offset = view.getInt32(4 * (HEADER_WORDS + i), true);
    if (offset < -1)
      reject('micro/offline-plan', `the model's offline memory plan puts tensor ${i} at offset ${offset}`);
    return offset === -1 ? undefined : offset;
  });
}
