// The waterfall: what each step from the teacher to the shipped model costs or wins, in accuracy and in bytes.
import {
  formatBytes,
  formatChange,
  formatDifference,
  formatError,
  formatMeasure,
  formatShare,
  formatSigned,
} from '../format.ts';
import { shareOf } from '../measurements.ts';
import type { ModelReport } from '../report.ts';
import { stageNotes } from '../stages.ts';
import { joined, type Markup } from './markup.ts';
import { notes } from './notes.ts';
import { bar } from './picture.ts';
import type { MakeSection } from './section.ts';
import { table } from './table.ts';

interface Step {
  readonly name: string;
  readonly value: number | undefined;
}

export const waterfallSection: MakeSection = ({ model: report }) => {
  const accuracy = known(accuracySteps(report));
  const errors = known(errorSteps(report));
  const sizes = known(sizeSteps(report));
  const parts: Markup[] = [];
  if (accuracy.length > 1) {
    const change = (value: number) => formatSigned(value, (own) => formatDifference('accuracy', own));
    parts.push(steps('accuracy', accuracy, formatShare, change));
  }
  if (errors.length > 1)
    parts.push(steps('mean absolute error', errors, formatError, (value) => formatSigned(value, formatError)));
  if (sizes.length > 1) parts.push(steps('size', sizes, formatBytes, (value) => formatSigned(value, formatBytes)));
  if (parts.length === 0) return undefined;
  return { title: 'Waterfall', body: joined([...parts, notes(...notesOf(report))]) };
};

function notesOf(report: ModelReport): string[] {
  const { scratch, accuracy, error, training } = report;
  const alone = shareOf(scratch?.accuracy);
  const share = shareOf(accuracy);
  const without =
    alone !== undefined && share !== undefined
      ? [
          `Without the teacher the same student reaches ${formatMeasure('accuracy', alone)}: ` +
            `${formatChange('accuracy', alone, share)} with it.`,
        ]
      : scratch?.error && error
        ? [`Without the teacher the same student's mean absolute error is ${formatError(scratch.error.mae)}.`]
        : [];
  const formula = training ? [`Loss: ${training.formula}`] : [];
  return [...without, ...stageNotes(report), ...formula];
}

function accuracySteps({ teacher, floatAccuracy, stages = [], accuracy, model }: ModelReport): Step[] {
  return [
    { name: 'teacher', value: shareOf(teacher?.accuracy) },
    ...(stages.length > 0
      ? stages.map((stage) => ({ name: `${stage.name}, float32`, value: shareOf(stage.floatAccuracy) }))
      : [{ name: 'student, float32', value: shareOf(floatAccuracy) }]),
    { name: `student, ${model.precision ?? 'as measured'}`, value: shareOf(accuracy) },
  ];
}

function errorSteps({ teacher, floatError, stages = [], error, model }: ModelReport): Step[] {
  return [
    { name: 'teacher', value: teacher?.error?.mae },
    ...(stages.length > 0
      ? stages.map((stage) => ({ name: `${stage.name}, float32`, value: stage.floatError }))
      : [{ name: 'student, float32', value: floatError?.mae }]),
    { name: `student, ${model.precision ?? 'as measured'}`, value: error?.mae },
  ];
}

function sizeSteps({ stages = [] }: ModelReport): Step[] {
  return stages.map(({ name, sizeBytes }) => ({ name, value: sizeBytes }));
}

type KnownStep = Step & { readonly value: number };

function known(all: readonly Step[]): KnownStep[] {
  return all.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
}

type Format = (value: number) => string;

/** Each bar goes from the step before to this one, on an axis that shows the differences. */
function steps(measure: string, all: readonly KnownStep[], format: Format, change: Format): Markup {
  const values = all.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const start = Math.max(0, least - (most - least || most) * 0.5);
  const share = (value: number) => (most > start ? (value - start) / (most - start) : 1);
  const isBetter = (difference: number) => (measure === 'accuracy' ? difference > 0 : difference < 0);
  const rows = all.map(({ name, value }, i) => {
    const before = all[i - 1]?.value;
    if (before === undefined)
      return [name, { text: format(value), bar: bar(0, share(value), 'whole'), kind: 'barred' }, ''];
    const kind = value === before ? 'whole' : isBetter(value - before) ? 'better' : 'worse';
    return [
      name,
      { text: format(value), bar: bar(share(before), share(value), kind), kind: 'barred' },
      { text: value === before ? '=' : change(value - before), kind },
    ];
  });
  return table({ caption: `Step by step: ${measure}`, head: ['step', measure, 'change'], sides: 'lrr', rows });
}
