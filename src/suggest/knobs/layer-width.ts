// The width of one layer alone.
import type { Knob } from '../candidate.ts';
import { describeLayer, widenable } from '../layers.ts';

const FACTORS = [0.25, 0.375, 0.5, 0.625, 0.75, 0.8, 0.85, 0.9, 0.95, 1.1, 1.25, 1.5, 2];

export const layerWidth: Knob = (subject) =>
  widenable(subject).flatMap((layer) => {
    const { path, key, width: from } = layer;
    const widths = new Set(FACTORS.map((factor) => Math.max(1, Math.round(from * factor))));
    widths.delete(from);
    return [...widths].map((to) => ({
      knob: `${key} of ${describeLayer(layer)}`,
      changes: [{ path: [...path, key], from, to }],
      price: 0.01,
    }));
  });
