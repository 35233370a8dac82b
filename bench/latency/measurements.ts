// Every measurement on a real board that calibrates or checks the latency model, with its source (../shared/latency has them all).
import type { CycleModel } from '../../src/board/cores/cycles.ts';
import type { Workload } from './workloads.ts';

export interface Chip {
  readonly name: string;
  readonly board: string;
  readonly profile: string;
  readonly cycles: CycleModel;
  readonly clockMHz: number;
  readonly chips: readonly string[];
  readonly stack: string;
  /** Whether the kernels ran under TFLM, or under another runtime that calls the same kernels. */
  readonly isTflm: boolean;
  readonly rows: readonly (readonly [workload: Workload, latencyMs: number, source: string])[];
}

const MCUFIT = 'mcufit-bench@88f8d23 results.jsonl';
const TINY = (round: string, folder: string) => `MLPerf Tiny ${round} closed/${folder}`;

export const CHIPS: readonly Chip[] = [
  {
    name: 'nRF52840',
    board: 'Arduino Nano 33 BLE Sense Rev2',
    profile: 'cortex-m4f/cmsis_nn',
    cycles: 'cortex-m4f',
    clockMHz: 64,
    chips: ['nRF52840'],
    stack: 'TFLM + CMSIS-NN (Chirale_TensorFlowLite 2.0.0, arduino:mbed_nano 4.6.0, default flags)',
    isTflm: true,
    rows: [
      ['kws', 224.553, MCUFIT],
      ['ic', 1241.774, MCUFIT],
      ['ad', 22.025, MCUFIT],
      ['person', 657.292, MCUFIT],
    ],
  },
  {
    name: 'STM32L4R5',
    board: 'NUCLEO-L4R5ZI',
    profile: 'cortex-m4f/cmsis_nn',
    cycles: 'cortex-m4f',
    clockMHz: 120,
    chips: ['STM32L4R5'],
    stack: 'CMSIS-NN (CMSIS_5 5126318) under microTVM AOT, Zephyr SDK GCC',
    isTflm: false,
    rows: [
      ['kws', 99.8104, TINY('v1.0', 'OctoML')],
      ['ic', 389.5598, TINY('v1.0', 'OctoML')],
      ['ad', 8.605, TINY('v1.0', 'OctoML')],
      ['vww', 301.2048, TINY('v1.0', 'OctoML')],
      ['kws', 99.8104, TINY('v1.1', 'Krai')],
      ['ic', 389.5598, TINY('v1.1', 'Krai')],
      ['ad', 8.605, TINY('v1.1', 'Krai')],
      ['vww', 300.8424, TINY('v1.1', 'Krai')],
    ],
  },
  {
    name: 'nRF5340',
    board: 'nRF5340-DK',
    profile: 'cortex-m33f/cmsis_nn',
    cycles: 'cortex-m33f',
    clockMHz: 128,
    chips: ['nRF5340'],
    stack: 'CMSIS-NN (CMSIS_5 5126318) under microTVM AOT, Zephyr SDK GCC',
    isTflm: false,
    rows: [
      ['kws', 76.0861, TINY('v1.0', 'OctoML')],
      ['ic', 316.1555, TINY('v1.0', 'OctoML')],
      ['ad', 6.2665, TINY('v1.0', 'OctoML')],
      ['vww', 232.0186, TINY('v1.0', 'OctoML')],
      ['kws', 76.4877, TINY('v1.1', 'Krai')],
      ['ic', 317.864, TINY('v1.1', 'Krai')],
      ['ad', 6.2885, TINY('v1.1', 'Krai')],
      ['vww', 233.3178, TINY('v1.1', 'Krai')],
    ],
  },
  {
    name: 'RA6M4',
    board: 'Renesas EK-RA6M4',
    profile: 'cortex-m33f/cmsis_nn',
    cycles: 'cortex-m33f',
    clockMHz: 200,
    chips: ['R7FA6M4'],
    stack: 'TFLM (2021) + CMSIS-NN, arm-none-eabi-gcc 8.3.1 -O3 or -O2',
    isTflm: true,
    rows: [
      ['kws', 50.5715, TINY('v0.7', 'renesas')],
      ['ic', 246.1841, TINY('v0.7', 'renesas')],
      ['ad', 4.6131, TINY('v0.7', 'renesas')],
      ['vww', 162.364, TINY('v0.7', 'renesas')],
    ],
  },
  {
    name: 'EFR32MG24',
    board: 'Silicon Labs xG24-DK2601B, accelerator off',
    profile: 'cortex-m33f/cmsis_nn',
    cycles: 'cortex-m33f',
    clockMHz: 78,
    chips: ['EFR32MG24'],
    stack: 'TFLM + CMSIS-NN (Gecko SDK), GCC',
    isTflm: true,
    rows: [['mltk', 119.7, 'SiliconLabs/mltk@a071446 profile_model.ipynb']],
  },
  {
    name: 'RA8D1',
    board: 'Renesas EK-RA8D1',
    profile: 'cortex-m55-mve/cmsis_nn',
    cycles: 'cortex-m85',
    clockMHz: 480,
    chips: ['R7FA8D1', 'R7FA8M1'],
    stack: 'TFLM + CMSIS-NN, LLVM Embedded Toolchain for Arm 17.0.1 -O3',
    isTflm: true,
    rows: [
      ['kws', 3.4649, TINY('v1.2', 'Renesas')],
      ['ic', 8.4783, TINY('v1.2', 'Renesas')],
      ['ad', 0.5307, TINY('v1.2', 'Renesas')],
      ['vww', 13.3932, TINY('v1.2', 'Renesas')],
    ],
  },
];

/** Microseconds of all calls of an operator in one inference: Arduino Nano 33 BLE Sense Rev2, mcufit-bench@88f8d23 layers.jsonl. */
export const NRF52840_OPERATORS: readonly (readonly [workload: Workload, op: string, us: number])[] = [
  ['kws', 'CONV_2D', 155524],
  ['kws', 'DEPTHWISE_CONV_2D', 65875],
  ['kws', 'AVERAGE_POOL_2D', 1535],
  ['kws', 'FULLY_CONNECTED', 92],
  ['kws', 'SOFTMAX', 79],
  ['person', 'CONV_2D', 409876],
  ['person', 'DEPTHWISE_CONV_2D', 244759],
  ['person', 'AVERAGE_POOL_2D', 564],
  ['person', 'SOFTMAX', 45],
  ['ic', 'CONV_2D', 1167560],
  ['ic', 'ADD', 53809],
  ['ic', 'AVERAGE_POOL_2D', 807],
  ['ic', 'FULLY_CONNECTED', 90],
  ['ic', 'SOFTMAX', 130],
  ['ad', 'FULLY_CONNECTED', 22092],
];
