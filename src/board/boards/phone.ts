// A phone (Arm Cortex-A or Apple silicon): any.
import type { OtherBoard } from '../board.ts';

export const phone: OtherBoard = {
  id: 'phone',
  name: 'A phone (Arm Cortex-A or Apple silicon)',
  mcu: 'any',
  clockHz: 2_000_000_000,
  reason:
    'not a TFLM target: phones run LiteRT on a CPU, GPU or NPU that the system chooses; the file size and the accuracy hold there, memory and time have to be measured on the phone',
  sources: ['No single chip: the clock is that of a typical big core'],
};
