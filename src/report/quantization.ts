// What a report has of quantization: how it was done, what was tried, and where the integers hurt.
import type { FromSchema } from 'json-schema-to-ts';
import { markdownTable } from 'markdown-table';
import { escapeMarkdown } from './escape.ts';
import { formatCount, formatNoise, formatPoints, formatShare } from './format.ts';
import { JUDGED_ON_SCHEMA, SAMPLES_IN_WORDS } from './judged-on.ts';
import { closed, count, ratio, share, text } from './schema-parts.ts';

const settings = closed(['mode', 'calibration', 'biasCorrection', 'equalize'], {
  mode: { enum: ['int8', 'int16x8'] },
  calibration: text,
  biasCorrection: { type: 'boolean' },
  equalize: { type: 'boolean' },
  aware: { const: true, description: 'By quantization-aware training.' },
});

const attempt = closed(
  ['name', 'settings', 'correct'],
  { name: text, settings, correct: { ...count, description: 'Right answers on the samples that judged.' } },
  'One way to quantize that was tried.',
);

const search = closed(['judgedOn', 'total', 'floatCorrect', 'bound', 'isWithin', 'attempts'], {
  judgedOn: JUDGED_ON_SCHEMA,
  total: count,
  floatCorrect: { ...count, description: "The float student's right answers on them." },
  bound: { ...share, description: 'The share of right answers that may be lost: budgets.quantDrop, or 0.005.' },
  isWithin: { type: 'boolean', description: 'Whether what was chosen loses no more.' },
  attempts: { type: 'array', maxItems: 64, items: attempt, description: 'In the order in which they were tried.' },
});

const layer = closed(['name', 'kind', 'noiseToSignal'], {
  name: text,
  kind: text,
  noiseToSignal: {
    ...ratio,
    description: 'sum (integer - float)^2 / sum float^2 of its output, on calibration samples.',
  },
});

export const quantization = closed(['settings', 'layers'], {
  settings,
  search,
  layers: { type: 'array', maxItems: 4096, items: layer, description: 'Worst first.' },
});

export type ReportedQuantization = FromSchema<typeof quantization>;
type Settings = ReportedQuantization['settings'];
type Search = NonNullable<ReportedQuantization['search']>;

/** `int8, mse, bias correction` */
export function describeSettings({ mode, calibration, biasCorrection, equalize, aware }: Settings): string {
  const steps = [
    ...(biasCorrection ? ['bias correction'] : []),
    ...(equalize ? ['equalization'] : []),
    ...(aware ? ['quantization-aware training'] : []),
  ];
  return [mode, calibration, ...steps].join(', ');
}

/** So many of the worst layers are named in one line. */
const MOST_NAMED = 3;

/** In plain text, a line each: what was tried, and where the noise is. */
export function quantizationLines({ settings: chosen, search: found, layers }: ReportedQuantization): string[] {
  const worst = layers.slice(0, MOST_NAMED).map(({ name, noiseToSignal }) => `${name} ${formatNoise(noiseToSignal)}`);
  const noise = worst.length === 0 ? [] : [`most noise of ${chosen.mode}, of the signal: ${worst.join(', ')}`];
  if (!found) return noise;
  const tried = found.attempts.map(({ name, correct }) => `${name} ${lossOf(found, correct)}`);
  return [`quantized by ${describeSettings(chosen)}: ${describeLoss(found)}`, `tried: ${tried.join(', ')}`, ...noise];
}

/** `loses at most 0.5 pp on 60 held-out training samples` */
function describeLoss({ judgedOn, total, bound, isWithin, attempts }: Search): string {
  const within = isWithin ? 'loses at most' : `the best of ${attempts.length}, none loses at most`;
  return `${within} ${formatPoints(bound)} on ${formatCount(total)} ${SAMPLES_IN_WORDS[judgedOn]}`;
}

function lossOf({ floatCorrect, total }: Search, correct: number): string {
  return formatPoints(total > 0 ? (floatCorrect - correct) / total : 0);
}

/** Markdown: the attempts and the noise of every layer. */
export function quantizationParts(found: ReportedQuantization | undefined): string[] {
  if (!found) return [];
  const { settings: chosen, search: searched, layers } = found;
  const noise = layers.map(({ name, kind, noiseToSignal }) => [
    escapeMarkdown(name),
    escapeMarkdown(kind),
    formatNoise(noiseToSignal),
  ]);
  const parts = [`Quantized by ${escapeMarkdown(describeSettings(chosen))}.`];
  if (searched) parts.push(...attemptParts(searched));
  if (noise.length > 0) {
    parts.push(`Noise of ${chosen.mode} against float32 on calibration samples, as a share of the signal's power:`);
    parts.push(markdownTable([['layer', 'kind', 'noise / signal'], ...noise], { align: ['l', 'l', 'r'] }));
  }
  return parts;
}

function attemptParts(found: Search): string[] {
  const { attempts, total, floatCorrect } = found;
  const accuracy = (correct: number) => (total > 0 ? formatShare(correct / total) : '');
  const rows = attempts.map(({ name, settings: tried, correct }) => [
    escapeMarkdown(name),
    escapeMarkdown(describeSettings(tried)),
    accuracy(correct),
    lossOf(found, correct),
  ]);
  return [
    `It ${found.isWithin ? '' : 'is '}${describeLoss(found)}.`,
    markdownTable([['tried', 'how', 'accuracy', 'lost'], ['float32', '', accuracy(floatCorrect), ''], ...rows], {
      align: ['l', 'l', 'r', 'r'],
    }),
  ];
}
