// A dense autoencoder for anomalies in sounds, as MLPerf Tiny has it: benchmark/training/anomaly_detection/
// keras_model.py of mlcommons/tiny (the baseline of DCASE 2020, task 2).
import { sizeOf } from '../../base/shape.ts';
import type { Architecture, WrittenLayer } from './architecture.ts';
import { scaled, width } from './shared.ts';

const SCHEMA = {
  type: 'object',
  description: 'Dense autoencoder: its outputs are its inputs again; at width 1 and 640 values the one of MLPerf Tiny.',
  additionalProperties: false,
  properties: {
    width: width(1, 'Factor of the 128 units; the code in the middle keeps its own.'),
    code: { type: 'integer', minimum: 1, maximum: 65536, default: 8, description: 'Units in the middle.' },
  },
} as const;

export const fcAutoencoder: Architecture<typeof SCHEMA> = {
  schema: SCHEMA,
  layers({ width, code }, { inputShape }) {
    const after = { batchNorm: true, activation: 'relu' } as const;
    const side = (name: string) =>
      [1, 2, 3, 4].map((n): WrittenLayer => ({ name: `${name}${n}`, dense: { units: scaled(128, width), ...after } }));
    return [
      ...side('encoder'),
      { name: 'code', dense: { units: code, ...after } },
      ...side('decoder'),
      { name: 'output', dense: { units: sizeOf(inputShape) } },
    ];
  },
};
