// CIRCULAR_BUFFER: tensorflow/lite/micro/kernels/circular_buffer.cc, circular_buffer_common.cc. Init measured.
import { allTensors, both, type Footprint } from './footprint.ts';

export const circularBufferFootprint: Footprint = { opDataBytes: both(8), prepare: allTensors };
