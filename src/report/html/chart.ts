// A small chart of lines over whole numbers: epochs, or commits.
import { scaleLinear } from 'd3-scale';
import { line as lineOf } from 'd3-shape';
import { element, type Markup } from './markup.ts';
import { label, line, mark, picture } from './picture.ts';

export interface ChartLine {
  readonly name: string;
  /** Of the style: `l0`, `l1`. */
  readonly kind: string;
  readonly points: readonly ChartPoint[];
}

export interface ChartPoint {
  readonly x: number;
  /** Undefined where there is none: the line has a gap. */
  readonly y: number | undefined;
  readonly about: string;
}

interface ChartInput {
  readonly title: string;
  readonly caption?: string;
  readonly lines: readonly ChartLine[];
  readonly format: (value: number) => string;
  readonly xTitle: string;
  /** A vertical line, with what it stands for. */
  readonly at?: { readonly x: number; readonly text: string };
  /** So many points of each line tell what they are. */
  readonly mostMarks: number;
  /** Whole numbers below the axis. */
  readonly hasTicks?: boolean;
}

const WIDTH = 340;
const HEIGHT = 200;
const LEFT = 62;
const RIGHT = 10;
const TOP = 26;
const BOTTOM = 34;

/** Undefined without two points. */
export function chart(input: ChartInput): Markup | undefined {
  const { title, caption, lines, format, xTitle, at, hasTicks = true } = input;
  const points = lines.flatMap((own) => own.points.filter((point): point is KnownPoint => point.y !== undefined));
  const xs = points.map((point) => point.x);
  if (new Set(xs).size < 2) return undefined;
  const x = scaleLinear([Math.min(...xs), Math.max(...xs)], [LEFT, WIDTH - RIGHT]);
  const [low, high] = spread(points.map((point) => point.y));
  const y = scaleLinear([low, high], [HEIGHT - BOTTOM, TOP]).nice(4);
  const grid = y
    .ticks(4)
    .flatMap((value) => [
      line(LEFT, y(value), WIDTH - RIGHT, y(value), 'grid'),
      label(LEFT - 6, y(value) + 4, format(value), 'end'),
    ]);
  const ticks = hasTicks
    ? x
        .ticks(5)
        .flatMap((value) =>
          Number.isInteger(value) ? [label(x(value), HEIGHT - BOTTOM + 14, String(value), 'middle')] : [],
        )
    : [];
  const pole = at ? [line(x(at.x), TOP, x(at.x), HEIGHT - BOTTOM, 'peak')] : [];
  const keys = lines.length > 1 ? keysOf(lines) : [];
  return picture({
    width: WIDTH,
    height: HEIGHT,
    size: 'small',
    label: title,
    caption: caption ?? title,
    parts: [
      ...grid,
      ...ticks,
      label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, at ? `${xTitle}; ${at.text}` : xTitle, 'middle'),
      ...pole,
      ...keys,
      ...lines.flatMap((own) => drawLine(own, x, y, input.mostMarks)),
    ],
  });
}

type KnownPoint = ChartPoint & { readonly y: number };
type Scale = (value: number) => number;

/** A level line lies in the middle. */
function spread(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (high > low) return [low, high];
  const room = Math.abs(low) * 0.05 || 1;
  return [low - room, high + room];
}

function keysOf(lines: readonly ChartLine[]): Markup[] {
  let at = LEFT;
  return lines.flatMap(({ name, kind }) => {
    const drawn = [line(at, 10, at + 16, 10, `line ${kind}`), label(at + 21, 14, name)];
    at += 36 + name.length * 6.6;
    return drawn;
  });
}

function drawLine({ name, kind, points }: ChartLine, x: Scale, y: Scale, mostMarks: number): Markup[] {
  const path = lineOf<ChartPoint>()
    .defined((point) => point.y !== undefined)
    .x((point) => x(point.x))
    .y((point) => y(point.y ?? 0))
    .digits(1);
  const drawn = element('path', { d: path([...points]) ?? '', class: `line ${kind}` });
  const known = points.filter((point): point is KnownPoint => point.y !== undefined);
  const every = Math.ceil(known.length / mostMarks);
  const told = known.filter((_, i) => i % every === 0 || i === known.length - 1);
  return [
    drawn,
    ...told.map((point) => mark('circle', { cx: x(point.x), cy: y(point.y), r: 2.5 }, `${name}, ${point.about}`, kind)),
  ];
}
