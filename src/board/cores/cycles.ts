// Cycles of one executed instruction by class, without wait states; what a board adds is measured (calibrations.yaml).
import type { Column } from '../classes.ts';
import type { FlashCache } from './flash-cache.ts';

export interface CoreCycles {
  readonly perInstruction: Readonly<Record<Exclude<Column, 'flashReads'>, number>>;
  /** For each read of weights that a loop doesn't read again soon: wait states of flash that no cache hides. */
  readonly perStreamedRead: number;
  /** For each byte of weights, once: line fills into a data cache. */
  readonly perWeightByte: number;
  /** In front of flash outside the chip, whose lines take a time of their own (calibrations.yaml). */
  readonly flashCache?: FlashCache;
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

/** One cycle for every executed instruction. On Cortex-M7, which issues two at a time and has caches, and on STM32's
 * Cortex-M4 with flash accelerator no weights by class came closer to the measurements. */
const INSTRUCTIONS: CoreCycles = {
  perInstruction: { alu: 1, load: 1, store: 1, multiply: 1, divide: 1, branch: 1, vector: 1, taken: 0 },
  perStreamedRead: 0,
  perWeightByte: 0,
};

/** RP2040 datasheet, 2.6.3: 16 KB in two ways; a line has 8 bytes. Code: average pool and softmax took 25,000 and
 * 38,000 cycles more than their instructions, at 17 for a byte. */
const RP2040: CoreCycles = {
  ...INSTRUCTIONS,
  flashCache: { bytes: 16_384, ways: 2, lineBytes: 8, codeBytes: 1_700 },
};

/** ESP32: a cycle for each instruction times a factor, and the lines that its cache fetches. 32 KB for each core,
 * blocks of 32 bytes (ESP32 Technical Reference Manual, System and Memory); two ways are inferred: with 4 or 8, models
 * whose layers exceed it by little are 9 to 26 % off, with 2 they are 1 %. Code: operators that run once took 35,000 to
 * 90,000 cycles more than their instructions, at 31 for a byte. */
const XTENSA_LX6: CoreCycles = {
  ...INSTRUCTIONS,
  flashCache: { bytes: 32_768, ways: 2, lineBytes: 32, codeBytes: 1_700 },
};

/** ESP32-C3: 16 KB, eight ways, blocks of 32 bytes (ESP32-C3 datasheet, 3.1.5). The core is in order and scalar. */
const RV32IMC: CoreCycles = { ...XTENSA_LX6, flashCache: { bytes: 16_384, ways: 8, lineBytes: 32, codeBytes: 1_700 } };

/** Cortex-M33 has no published table; LLVM schedules it as a Cortex-M4. */
export const CYCLES = {
  'cortex-m4f': CORTEX_M4F,
  'cortex-m33f': CORTEX_M4F,
  'cortex-m85': CORTEX_M85,
  'xtensa-lx6': XTENSA_LX6,
  rv32imc: RV32IMC,
  instructions: INSTRUCTIONS,
  rp2040: RP2040,
} as const;

export type CycleModel = keyof typeof CYCLES;
