// Learning curves: losses, and the answers to held-out samples, by epoch.
import { formatError, formatShare } from '../format.ts';
import type { CurvePoint } from '../learning-curve.ts';
import type { ModelReport } from '../report.ts';
import { type ChartLine, chart } from './chart.ts';
import { joined, type Markup, template } from './markup.ts';
import type { MakeSection } from './section.ts';

interface Training {
  readonly name: string;
  readonly curve: readonly CurvePoint[];
  readonly bestEpoch: number;
}

const ROW = template<{ name: string; charts: readonly Markup[] }>(`
<h4><%= it.name %></h4>
<div class="charts"><% for (const chart of it.charts) { %><%~ chart.markup %><% } %></div>
`);

export const curveSection: MakeSection = ({ model, detail }) => {
  const rows = trainingsOf(model).flatMap((training) => {
    const charts = chartsOf(training, detail.points);
    return charts.length > 0 ? [ROW({ name: training.name, charts })] : [];
  });
  return rows.length === 0 ? undefined : { title: 'Learning curves', body: joined(rows) };
};

function trainingsOf({ training, scratch, teacher }: ModelReport): Training[] {
  const { curve, bestEpoch = 1, aware } = training ?? {};
  const alone = scratch?.training;
  return [
    ...(curve ? [{ name: teacher ? 'Distillation' : 'Training', curve, bestEpoch }] : []),
    ...(aware?.curve ? [{ name: 'Quantization-aware training', curve: aware.curve, bestEpoch: aware.bestEpoch }] : []),
    ...(alone?.curve
      ? [{ name: 'The same student without the teacher', curve: alone.curve, bestEpoch: alone.bestEpoch }]
      : []),
  ];
}

type CurveFigure = Exclude<keyof CurvePoint, 'epoch'>;

function chartsOf({ curve, bestEpoch }: Training, mostMarks: number): Markup[] {
  const lineOf = (name: string, kind: string, key: CurveFigure, format: (value: number) => string): ChartLine => ({
    ...{ name, kind },
    points: curve.map((point) => {
      const value = point[key];
      return { x: point.epoch, y: value, about: `epoch ${point.epoch}: ${value === undefined ? '' : format(value)}` };
    }),
  });
  const has = (key: CurveFigure) => curve.some((point) => point[key] !== undefined);
  const shared = { xTitle: 'epoch', at: { x: bestEpoch, text: `best ${bestEpoch}` }, mostMarks };
  const losses = [
    lineOf('training', 'l0', 'trainLoss', formatError),
    ...(has('validationLoss') ? [lineOf('held out', 'l1', 'validationLoss', formatError)] : []),
  ];
  const all = [
    chart({ ...shared, title: 'Loss', lines: losses, format: formatError }),
    has('validationAccuracy') &&
      chart({
        ...{ ...shared, title: 'Accuracy on held-out samples', format: formatShare },
        lines: [lineOf('held out', 'l1', 'validationAccuracy', formatShare)],
      }),
    has('validationError') &&
      chart({
        ...{ ...shared, title: 'Mean absolute error on held-out samples', format: formatError },
        lines: [lineOf('held out', 'l1', 'validationError', formatError)],
      }),
  ];
  return all.flatMap((one) => one || []);
}
