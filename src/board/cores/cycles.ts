// Cycles of one executed instruction by class, without wait states; what a board adds is measured (calibrations.yaml).
import type { Column } from '../classes.ts';

export interface CoreCycles {
  readonly perInstruction: Readonly<Record<Exclude<Column, 'flashReads'>, number>>;
  /** For each read of weights that a loop doesn't read again soon: wait states of flash that no cache hides. */
  readonly perStreamedRead: number;
  /** For each byte of weights, once: line fills into a data cache. */
  readonly perWeightByte: number;
}

/** Arm DDI 0439 (Cortex-M4 TRM, table of instruction timings) and LLVM's ARMScheduleM4.td: loads 2, MUL, MLA and
 * SMLAD 1, a taken branch 1 + P with P between 1 and 3. Three cycles for a streamed read of flash lie between two
 * measured chips: the nRF52840 (2 wait states) and the STM32L4R5 at 120 MHz (5). */
const CORTEX_M4F: CoreCycles = {
  perInstruction: { alu: 1, load: 2, store: 1, multiply: 1, divide: 8, branch: 1, vector: 2, taken: 2 },
  perStreamedRead: 3,
  perWeightByte: 0,
};

/** Arm publishes no table; LLVM schedules M85 as a dual-issue core whose vector unit takes two beats of 128 bits a
 * cycle. Line fills of 32 bytes over a bus at half the core's clock take about 16 cycles (Zephyr r7fa8m1xh.dtsi:
 * 480 MHz core, 240 MHz bus). */
const CORTEX_M85: CoreCycles = {
  perInstruction: { alu: 0.5, load: 1, store: 0.5, multiply: 1, divide: 8, branch: 0.5, vector: 1, taken: 2 },
  perStreamedRead: 0,
  perWeightByte: 0.5,
};

/** Where nothing is known of a core but what it executes: the factor that is measured on the board does the rest. */
const INSTRUCTIONS: CoreCycles = {
  perInstruction: { alu: 1, load: 1, store: 1, multiply: 1, divide: 1, branch: 1, vector: 1, taken: 0 },
  perStreamedRead: 0,
  perWeightByte: 0,
};

/** Cortex-M33 has no published table; LLVM schedules it as a Cortex-M4. */
export const CYCLES = {
  'cortex-m4f': CORTEX_M4F,
  'cortex-m33f': CORTEX_M4F,
  'cortex-m85': CORTEX_M85,
  instructions: INSTRUCTIONS,
} as const;

export type CycleModel = keyof typeof CYCLES;
