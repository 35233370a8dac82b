// A report written by hand, for the renderers' tests.
import type { Report } from '../../src/report/report.ts';

const sha = 'ab'.repeat(32);

export function sampleReport(name = 'digits'): Report {
  return {
    version: 1,
    tool: { name: 'kd-gate', version: '0.1.0', kernelsSha256: sha },
    spec: { file: 'kd.yaml', sha256: sha },
    seed: 1,
    verdict: 'fail',
    models: [
      {
        name,
        verdict: 'fail',
        model: {
          sha256: sha,
          sizeBytes: 53936,
          gzipBytes: 41000,
          macs: 2656768,
          precision: 'int8',
          operators: [{ index: 0, op: 'CONV_2D', macs: 320000, outputShape: [1, 25, 5, 64] }],
          profiles: {
            'cortex-m4f/cmsis_nn': { arenaUsedBytes: 22820, arenaMinBytes: 22832, headBytes: 16000, tailBytes: 6820 },
          },
        },
        inputs: { train: sha },
        accuracy: { correct: 901, total: 1000 },
        floatAccuracy: { correct: 905, total: 1000 },
        boards: [
          {
            id: 'arduino-nano-33-ble',
            name: 'Arduino Nano 33 BLE (Sense)',
            profile: 'cortex-m4f/cmsis_nn',
            ramBytes: 262144,
            flashBytes: 983040,
            fits: true,
          },
        ],
        budgets: [
          {
            measure: 'size',
            kind: 'max',
            level: 'fail',
            verdict: 'fail',
            text: '50 KiB',
            limit: 51200,
            value: 53936,
            excess: 2736,
            reason: 'use fewer filters',
          },
          { measure: 'accuracy', kind: 'min', level: 'fail', verdict: 'pass', text: '90%', limit: 0.9, value: 0.901 },
          {
            measure: 'quantDrop',
            kind: 'max',
            level: 'warn',
            verdict: 'pass',
            text: '1 pp',
            limit: 0.01,
            value: 0.004,
          },
          { measure: 'latency', kind: 'max', level: 'warn', verdict: 'warn', text: '100 ms', reason: 'no cycle model' },
          {
            measure: 'arena',
            scope: 'arduino-nano-33-ble',
            kind: 'max',
            level: 'fail',
            verdict: 'pass',
            text: '32 KiB',
            limit: 32768,
            value: 22832,
          },
        ],
      },
    ],
  };
}
