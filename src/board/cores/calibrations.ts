// Factors measured on real boards. Written by bench/latency/calibrate.ts --write; don't edit. docs/latency.md has the table.
import type { Calibration } from '../calibration.ts';

export const CALIBRATIONS: readonly Calibration[] = [
  {
    profile: 'cortex-m4f/cmsis_nn',
    cycles: 'cortex-m4f',
    chips: ['nRF52840'],
    factor: 1.512,
    bandPercent: 25,
    source:
      '4 measurements on Arduino Nano 33 BLE Sense Rev2: mcufit-bench@88f8d23 results.jsonl; TFLM + CMSIS-NN (Chirale_TensorFlowLite 2.0.0, arduino:mbed_nano 4.6.0, default flags)',
  },
  {
    profile: 'cortex-m4f/cmsis_nn',
    cycles: 'cortex-m4f',
    chips: ['STM32L4R5'],
    factor: 1.114,
    bandPercent: 25,
    source:
      '8 measurements on NUCLEO-L4R5ZI: MLPerf Tiny v1.0 closed/OctoML, MLPerf Tiny v1.1 closed/Krai; CMSIS-NN (CMSIS_5 5126318) under microTVM AOT, Zephyr SDK GCC',
  },
  {
    profile: 'cortex-m33f/cmsis_nn',
    cycles: 'cortex-m33f',
    chips: ['nRF5340'],
    factor: 0.9142,
    bandPercent: 25,
    source:
      '8 measurements on nRF5340-DK: MLPerf Tiny v1.0 closed/OctoML, MLPerf Tiny v1.1 closed/Krai; CMSIS-NN (CMSIS_5 5126318) under microTVM AOT, Zephyr SDK GCC',
  },
  {
    profile: 'cortex-m33f/cmsis_nn',
    cycles: 'cortex-m33f',
    chips: ['R7FA6M4'],
    factor: 1.024,
    bandPercent: 20,
    source:
      '4 measurements on Renesas EK-RA6M4: MLPerf Tiny v0.7 closed/renesas; TFLM (2021) + CMSIS-NN, arm-none-eabi-gcc 8.3.1 -O3 or -O2',
  },
  {
    profile: 'cortex-m55-mve/cmsis_nn',
    cycles: 'cortex-m85',
    chips: ['R7FA8D1', 'R7FA8M1'],
    factor: 0.9692,
    bandPercent: 25,
    source:
      '4 measurements on Renesas EK-RA8D1: MLPerf Tiny v1.2 closed/Renesas; TFLM + CMSIS-NN, LLVM Embedded Toolchain for Arm 17.0.1 -O3',
  },
  {
    profile: 'cortex-m33f/cmsis_nn',
    cycles: 'cortex-m33f',
    factor: 0.9651,
    bandPercent: 30,
    source: 'no measurement on this chip; 13 on nRF5340, RA6M4 and EFR32MG24, each chip predicted from the others',
  },
];

/** Why there is no figure for a chip that no calibration covers, by profile. */
export const UNCALIBRATED: Readonly<Partial<Record<string, string>>> = {
  'cortex-m0plus/cmsis_nn':
    'no latency of TFLM with CMSIS-NN on a Cortex-M0+ board has been published with board, clock and model',
  'cortex-m4f/cmsis_nn':
    'this chip has not been measured, and the two Cortex-M4 chips that have been differ by their flash too much to speak for others',
  'cortex-m7f/cmsis_nn':
    'no latency of TFLM with CMSIS-NN on a Cortex-M7 has been published with board, clock and model and the arena in on-chip RAM',
  'cortex-m33f/cmsis_nn':
    'this chip reads its weights from external flash through a cache, or does not say where they lie; no such board has been measured reliably',
  'cortex-m55-mve/cmsis_nn':
    'no latency of TFLM with CMSIS-NN on a Cortex-M55 itself (without an NPU) has been published with board, clock and model',
};
