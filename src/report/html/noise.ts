// Noise to signal by layer: where the integers hurt.
import { scaleLog } from 'd3-scale';
import { formatNoise } from '../format.ts';
import { describeSettings, quantizationLines } from '../quantization.ts';
import { joined } from './markup.ts';
import { notes } from './notes.ts';
import { bar } from './picture.ts';
import type { MakeSection } from './section.ts';
import { longTable } from './table.ts';

/** A ratio of powers below this is no loss that anyone sees; bars begin there. */
const LEAST = 1e-6;

export const noiseSection: MakeSection = ({ model: { quantization }, detail }) => {
  if (!quantization) return undefined;
  const { settings, search, layers } = quantization;
  const most = Math.max(...layers.map(({ noiseToSignal }) => noiseToSignal), 10 * LEAST);
  const x = scaleLog([LEAST, most], [0, 1]);
  const rows = layers
    .slice(0, detail.operators)
    .map(({ name, kind, noiseToSignal }) => [
      name,
      kind,
      { text: formatNoise(noiseToSignal), bar: bar(0, x(Math.max(noiseToSignal, LEAST)), 'noise'), kind: 'barred' },
    ]);
  const tried = search ? quantizationLines({ ...quantization, layers: [] }) : [];
  const lines = [
    `Quantized by ${describeSettings(settings)}. Noise: the difference to float32 on calibration samples, as a ` +
      'share of ' +
      "the signal's power; bars are logarithmic.",
    ...tried,
  ];
  if (rows.length === 0 && tried.length === 0) return undefined;
  const list =
    rows.length > 0
      ? [longTable({ head: ['layer', 'kind', 'noise / signal'], sides: 'llr', rows }, 'layers with less noise')]
      : [];
  return { title: 'Noise of quantization, layer by layer', body: joined([notes(...lines), ...list]) };
};
