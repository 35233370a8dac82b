// CIRCULAR_BUFFER: tensorflow/lite/micro/kernels/circular_buffer.cc, circular_buffer_common.cc. Init measured.
import { allTensors, both, type CustomFootprints } from './footprint.ts';

export const circularBuffer: CustomFootprints = { CIRCULAR_BUFFER: { opDataBytes: both(8), prepare: allTensors } };
