// Executed instructions of cortex-m4f/reference, by routine and loop. Written by bench/latency/fit.ts --write; don't edit.
// Fitted on instruction counts of the real kernels under QEMU (../shared/oracle/arm/sweep.json, insns.json: TFLM 90b983c2,
// CMSIS-NN 4ab83cc3, arm-none-eabi-gcc 12.2.1 -O2).
// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: fitted figures
import type { ProfileCosts } from '../classes.ts';

export const CORTEX_M4F_REFERENCE: ProfileCosts = {
  'reference conv': {
    shapes: 101,
    costs: {
      macsInside: [2.004, 2.004, 0.001535, 1, 0, 1.002, 0, 1.001, 1],
      tapsInside: [3.325, 13.33, 0.1958, 6, 0, 1.136],
      taps: [7.43, 3.425, 1.099, 0, 0, 4.323, 0, 0.4428],
      outputs: [40.11, 29.66, 8.679, 5, 1, 10.47, 0, 4.521, 1],
      pixels: [5.849, 10.76, 11.08, 0, 0, 1.573],
      constant: [185, 175.6, 79.72, 4, 2, 104.1, 0, 75.3, 28],
    },
  },
  'reference depthwise': {
    shapes: 37,
    costs: {
      macsInside: [1.67, 10.49, 0, 6, 0, 1.133, 0, 0, 1],
      macs: [5.782, 0.7165, 0.06756, 0, 0, 3.013, 0, 1.261],
      outputs: [69.21, 43.88, 14.28, 4, 0, 14.63, 0, 2.881, 1],
      pixels: [20.86, 6.167, 2.185, 0, 0, 2.645],
      constant: [0, 51.35, 85.39, 4, 0, 3.867, 0, 271.9, 28],
    },
  },
  'reference dense': {
    shapes: 56,
    costs: {
      macs: [3.002, 2, 0.000004692, 1, 0, 1.001, 0, 1.001, 1],
      outputs: [39.9, 7.475, 0.9999, 1, 0, 7.95, 0, 3.95, 0.9999],
      rows: [158.2, 129.3, 44, 6, 0, 101.6, 0, 72.59, 21],
      constant: [],
    },
  },
  'average pool': {
    shapes: 10,
    costs: {
      inputs: [4.979, 0.9976, 0, 0, 0, 1.294, 0, 1.007],
      outputs: [28.9, 15.99, 1.978, 7, 1, 7.427, 0, 1.015],
      tapsInside: [4.163, 0.05478, 0, 0, 0, 0.7058, 0, 0.1016],
      pixels: [0, 7.468, 4.927],
      constant: [94.1, 92.63, 45.09, 2, 0, 38.87, 0, 23.34, 14],
    },
  },
  'max pool': {
    shapes: 7,
    costs: {
      inputs: [6.957, 1.574, 0.0004915, 0.57, 0, 1.383, 0, 1],
      outputs: [33.26, 22.75, 2.977, 6.757, 0, 4.5],
      tapsInside: [],
      pixels: [4.88, 3.772, 3.869, 0, 0, 1.456],
      constant: [85.43, 84.31, 41.61, 0, 0, 55.76, 0, 41, 14],
    },
  },
  softmax: {
    shapes: 8,
    costs: {
      evaluated: [322.5, 31.08, 4.004, 32.44, 0, 40.15, 0, 16.15],
      elements: [5.955, 2.297, 0.9371, 0, 0, 4.993, 0, 4.208],
      rows: [128.1, 82.39, 35.1, 10.24, 0, 73.17, 0, 52.22, 10],
      constant: [],
    },
  },
  elementwise: {
    shapes: 13,
    costs: {
      logistic: [254.9, 23.7, 5.474, 29.02, 0, 44.06, 0, 20.86],
      constant: [44.29, 62.17, 15.92, 3.821, 0, 40.68, 0, 30.15, 8.096],
      tanh: [264.4, 22.24, 6.068, 30.01, 0, 44.87, 0, 20.82, 0.06218],
      'hard swish': [61.37, 7.308, 1.002, 3.743, 0, 11.03, 0, 5.67, 0.05678],
      'leaky relu': [38.24, 4.201, 1.176, 1.004, 0, 7.866, 0, 5.375, 0.04718],
      relu6: [9.951, 1.007, 1, 0.0004249, 0, 2.036, 0, 1.056, 0.004528],
      relu: [36.04, 5.506, 1, 1, 0, 6.025, 0, 5.021, 0.00186],
      maximum: [4.124, 2.045, 1.015, 0.01092, 0, 3.061, 0, 3.041, 0.01358],
    },
  },
  mul: {
    shapes: 5,
    costs: {
      elements: [33.97, 7.512, 1.013, 2.006, 0, 5.982, 0, 4.98, 0.009457],
      constant: [284.4, 131.2, 76.58, 9.249, 0, 169.6, 0, 121.5, 22.41],
    },
  },
  add: {
    shapes: 4,
    costs: { elements: [65.62, 11, 1, 3, 0, 10.08, 0, 3.188], constant: [238.5, 156, 95, 15, 0, 139.3, 0, 0, 32] },
  },
  'add broadcast': {
    shapes: 2,
    costs: { elements: [72.57, 14.64, 2, 3, 0, 11.29, 0, 6.247], constant: [850, 1200, 661, 21, 0, 165, 0, 0, 846.8] },
  },
  'mul broadcast': {
    shapes: 1,
    costs: { elements: [35.58, 9.637, 1.52, 2.021, 0, 6.593, 0, 5.384, 1.031], constant: [] },
  },
  'reference pad': {
    shapes: 5,
    costs: {
      outputs: [7.918, 1.93, 0, 0, 0, 6.031, 0, 1.625],
      inputs: [8.333, 6.876, 1.546, 0, 0, 5.605],
      constant: [1207, 766.7, 545.3, 2, 0, 615.8, 0, 404, 15],
    },
  },
  mean: {
    shapes: 3,
    costs: {
      inputs: [57.02, 28.01, 2.004, 6.001, 0, 36.01, 0, 23, 6.987],
      outputs: [33.88, 0.9258, 1.977, 0.9924, 0, 5.702, 0, 4.986],
      constant: [856, 322.3, 126, 36.67, 10, 347.3, 0, 210.3, 110.5],
    },
  },
  copy: {
    shapes: 8,
    costs: {
      bytes: [0.01491, 0.2499, 0.2501, 0, 0, 0.01493, 0, 0.01416, 0.00007339],
      reshape: [],
      constant: [64.13, 53.79, 11.8, 6.975, 0, 50.58, 0, 41.61, 8.968],
      copies: [15.33, 4.064, 0.02883, 2.01, 0, 9.634, 0, 6.288, 0.02255],
      concatenation: [143.7, 78, 36.52, 2.489, 0, 80.42, 0, 47.87, 20.41],
    },
  },
};
