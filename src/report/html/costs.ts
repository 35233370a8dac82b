// Where time and flash go: a ribbon of all operators for each board and for the file, and a row an operator.
import { scaleLinear } from 'd3-scale';
import { formatBytes, formatCount, formatMilliseconds, formatShare } from '../format.ts';
import { own } from '../misfits.ts';
import type { MeasuredModel, ModelReport } from '../report.ts';
import { type Kinds, kindsOf, LEGEND } from './kinds.ts';
import { joined, type Markup } from './markup.ts';
import { notes } from './notes.ts';
import { bar, CHARACTER, label, mark, picture } from './picture.ts';
import type { MakeSection } from './section.ts';
import { longTable, MOST_ROWS } from './table.ts';

/** A figure of each operator, and what is beside them. */
interface Ribbon {
  readonly title: string;
  readonly values: readonly (number | null)[];
  readonly format: (value: number) => string;
  readonly others: readonly { readonly name: 'file' | 'code'; readonly what: string; readonly value: number }[];
}

const MOST_RIBBONS = 4;
const WIDTH = 940;
const ROW = 44;

export const costSection: MakeSection = ({ model: report, detail }) => {
  const { model, base } = report;
  if (model.operators.length === 0) return undefined;
  const kinds = kindsOf(model);
  const ribbons = ribbonsOf(report);
  const before = base && detail.base ? ribbonsOf(base) : [];
  const ribbonPicture = ribbons.length > 0 ? [drawRibbons(ribbons, before, model, base?.model ?? model, kinds)] : [];
  const body = [LEGEND({ entries: kinds.legend }), ...ribbonPicture, operatorTable(model, ribbons, detail.operators)];
  return { title: 'Where time and flash go', body: joined(body) };
};

type Costly = Pick<ModelReport, 'model' | 'boards'>;

function ribbonsOf({ model, boards }: Costly): Ribbon[] {
  const timed = boards.flatMap(({ name, msByOperator }): Ribbon[] =>
    msByOperator ? [{ title: `time on ${name}`, values: msByOperator, format: formatMilliseconds, others: [] }] : [],
  );
  const counted = Object.entries(model.costs ?? {}).flatMap(
    ([profile, { instructionsByOperator: values }]): Ribbon[] =>
      values ? [{ title: `instructions on ${profile}`, values, format: formatCount, others: [] }] : [],
  );
  const fits = ({ values }: Ribbon) => values.length === model.operators.length;
  const costs = (timed.length > 0 ? timed : counted).filter(fits).slice(0, MOST_RIBBONS);
  return [...costs, ...flashRibbon(model, boards[0]?.profile)];
}

/** Weights by operator, what else the file has, and the code of a board's kernels. */
function flashRibbon({ operators, sizeBytes, costs = {} }: MeasuredModel, profile: string | undefined): Ribbon[] {
  if (operators.every(({ weightBytes }) => weightBytes === undefined)) return [];
  const values = operators.map(({ weightBytes = 0 }) => weightBytes);
  const rest = sizeBytes - values.reduce((sum, bytes) => sum + bytes, 0);
  const { flashBytes } = profile === undefined ? {} : (own(costs, profile) ?? {});
  const code =
    flashBytes === undefined
      ? []
      : [{ name: 'code' as const, what: `code of TFLM and its kernels on ${profile}`, value: flashBytes - sizeBytes }];
  const structure = {
    name: 'file' as const,
    what: "the file's structure: shapes, scales, names, metadata",
    value: rest,
  };
  return [
    { title: 'flash', values, format: formatBytes, others: [structure, ...code].filter(({ value }) => value > 0) },
  ];
}

function totalOf({ values, others }: Ribbon): number {
  const all = [...values.map((value) => value ?? 0), ...others.map(({ value }) => value)];
  return all.reduce((sum, value) => sum + value, 0);
}

function drawRibbons(
  ribbons: readonly Ribbon[],
  before: readonly Ribbon[],
  model: MeasuredModel,
  baseModel: MeasuredModel,
  kinds: Kinds,
): Markup {
  let y = 0;
  const parts = ribbons.flatMap((ribbon) => {
    const was = before.find(({ title }) => title === ribbon.title);
    const most = Math.max(totalOf(ribbon), was ? totalOf(was) : 0);
    const drawn = drawRibbon(ribbon, model, most, kinds, y, was ? 'this' : '');
    y += ROW;
    if (!was) return drawn;
    const old = drawRibbon(was, baseModel, most, kinds, y, 'base');
    y += ROW;
    return [...drawn, ...old];
  });
  return picture({ width: WIDTH, height: y, label: 'Where time and flash go, operator by operator', parts });
}

function drawRibbon(
  ribbon: Ribbon,
  { operators }: MeasuredModel,
  most: number,
  kinds: Kinds,
  top: number,
  side: string,
): Markup[] {
  const { title, values, format, others } = ribbon;
  const total = totalOf(ribbon);
  const x = scaleLinear([0, Math.max(most, Number.MIN_VALUE)], [0, WIDTH - 2]);
  let at = 0;
  const segment = (value: number, name: string, about: string, kind: string): Markup[] => {
    const share = total > 0 ? `, ${formatShare(value / total)}` : '';
    const shape = { x: 1 + x(at), y: top + 18, width: x(value), height: 20 };
    at += value;
    const drawn = mark('rect', shape, `${about}: ${format(value)}${share} of ${title}`, kind);
    const room = Math.floor((shape.width - 6) / CHARACTER);
    if (name.length > room) return [drawn];
    return [drawn, label(shape.x + shape.width / 2, top + 32, name, 'middle', 'inside')];
  };
  const segments = operators.flatMap(({ index, op, outputShape = [] }, i) => {
    const value = values[i] ?? 0;
    const about = `operator ${index} ${op} ${outputShape.join('x')}`;
    return value > 0 ? segment(value, String(index), about, kinds.classOf(op)) : [];
  });
  const beside = others.flatMap(({ name, what, value }) => segment(value, name, what, name));
  const unknown = values.filter((value) => value === null).length;
  const gap = unknown > 0 ? `, ${formatCount(unknown)} operators not counted` : '';
  const heading = side === '' ? title : `${title}, ${side}`;
  return [label(1, top + 12, `${heading}: ${format(total)}${gap}`, 'start', 'strong'), ...segments, ...beside];
}

/** A row an operator; where there are many, the dearest first. */
function operatorTable(model: MeasuredModel, ribbons: readonly Ribbon[], most: number): Markup {
  const { operators } = model;
  const columns = ribbons.slice(0, 3);
  const totals = columns.map(totalOf);
  const costOf = (i: number) =>
    columns.reduce((sum, { values }, c) => sum + (totals[c] > 0 ? (values[i] ?? 0) / totals[c] : 0), 0);
  const order = [...operators.keys()].sort((a, b) => costOf(b) - costOf(a) || a - b).slice(0, most);
  // As the model runs them, where no row is folded.
  const rows = (order.length > MOST_ROWS ? order : order.sort((a, b) => a - b)).map((i) => {
    const { index, op, outputShape = [], macs } = operators[i];
    const cells = columns.map(({ values, format }, c) => {
      const value = values[i];
      if (value === null || value === undefined) return 'not counted';
      return { text: format(value), ...(totals[c] > 0 && { bar: bar(0, value / totals[c]) }), kind: 'barred' };
    });
    return [String(index), op, outputShape.join('\u00a0x\u00a0'), formatCount(macs), ...cells];
  });
  const head = [
    '#',
    'operator',
    'output',
    'MACs',
    ...columns.map(({ title }) => (title === 'flash' ? 'weights' : title)),
  ];
  const sides = `rllr${'r'.repeat(columns.length)}`;
  const left = operators.length - rows.length;
  const note = left > 0 ? [notes(`${formatCount(left)} operators that cost less are left out.`)] : [];
  return joined([longTable({ head, sides, rows }, 'operators that cost less'), ...note]);
}
