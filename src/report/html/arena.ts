// The arena over time: each buffer of the head, where it lies and while which operators it is alive.
import { scaleLinear } from 'd3-scale';
import { excerpt, excerptEnd } from '../../base/quote.ts';
import type { ArenaMap, MappedBuffer } from '../arena-map.ts';
import { formatBytes, formatCount } from '../format.ts';
import { arenaOf } from '../measurements.ts';
import type { ArenaFigures, MeasuredModel } from '../report.ts';
import { type Kinds, kindsOf, LEGEND } from './kinds.ts';
import { joined, type Markup } from './markup.ts';
import { notes } from './notes.ts';
import { CAPITAL, CHARACTER, label, line, mark, picture } from './picture.ts';
import type { MakeSection } from './section.ts';

interface Drawing {
  readonly model: MeasuredModel;
  readonly map: ArenaMap;
  readonly arena: ArenaFigures;
  readonly kinds: Kinds;
  readonly width: number;
  /** Of the axis: that of base and head is the same. */
  readonly mostBytes: number;
}

const HEIGHT = 320;
const TOP = 2;
/** Of the band that stands for the tail, and below it. */
const TAIL = 18;
const GAP = 8;
const LEFT = 70;
const BOTTOM = 40;

export const arenaSection: MakeSection = ({ model: report, detail }) => {
  const { model, base } = report;
  const maps = (model.arenaMaps ?? []).filter(({ buffers }) => buffers.length > 0);
  if (maps.length === 0) return undefined;
  const kinds = kindsOf(model);
  const shown = maps.slice(0, detail.maps);
  const parts = shown.flatMap((map) => pairOf(map, report.base && detail.base ? base?.model : undefined, model, kinds));
  const rest = maps.length - shown.length;
  const note = rest > 0 ? [notes(`${rest} more plans, of other cores or kernels, are in report.json.`)] : [];
  return { title: 'Arena over time', body: joined([LEGEND({ entries: kinds.legend }), ...parts, ...note]) };
};

/** A plan, and that of the base for the same core where it is another one. */
function pairOf(map: ArenaMap, base: MeasuredModel | undefined, model: MeasuredModel, kinds: Kinds): Markup[] {
  const [profile] = map.profiles;
  const arena = arenaOf(model, profile);
  if (!arena) return [];
  const before = base?.arenaMaps?.find(({ profiles }) => profiles.includes(profile));
  const beforeArena = base && arenaOf(base, profile);
  const isSame = JSON.stringify(before?.buffers) === JSON.stringify(map.buffers);
  const about = map.profiles.map((id) => describeArena(id, arenaOf(model, id))).join('; ');
  const drawing = { model, map, arena, kinds, width: 940, mostBytes: arena.headBytes };
  if (!base || !before || !beforeArena || isSame) {
    const same = isSame ? ' The base has the same plan.' : '';
    return [drawArena(drawing, `${about}.${same}`, 'wide')];
  }
  const mostBytes = Math.max(arena.headBytes, beforeArena.headBytes);
  const half = { kinds, width: 460, mostBytes };
  return [
    drawArena(
      { ...half, model: base, map: before, arena: beforeArena },
      `Base: ${describeArena(profile, beforeArena)}.`,
      'half',
    ),
    drawArena({ ...half, model, map, arena }, `This: ${about}.`, 'half'),
  ];
}

function describeArena(profile: string, arena: ArenaFigures | undefined): string {
  if (!arena) return profile;
  const { arenaMinBytes, headBytes, tailBytes } = arena;
  const parts = `head ${formatBytes(headBytes)}, tail ${formatBytes(tailBytes)}`;
  return `${profile}: smallest arena ${formatBytes(arenaMinBytes)} (${parts})`;
}

function drawArena(drawing: Drawing, caption: string, size: 'wide' | 'half'): Markup {
  const { model, map, arena, width, mostBytes } = drawing;
  const x = scaleLinear([-1, Math.max(model.operators.length, 1)], [LEFT, width - 6]);
  const y = scaleLinear([0, Math.max(mostBytes, 1)], [HEIGHT - BOTTOM, TOP + TAIL + GAP]);
  const ticks = y
    .ticks(5)
    .flatMap((bytes) => [
      line(LEFT, y(bytes), width - 6, y(bytes), 'grid'),
      label(LEFT - 6, y(bytes) + 4, formatCount(bytes), 'end'),
    ]);
  const { peak, tailBytes } = arena;
  const tail = mark(
    'rect',
    { x: LEFT, y: TOP, width: width - 6 - LEFT, height: TAIL },
    `tail: ${formatBytes(tailBytes)} of persistent data, alive as long as the interpreter; its height is no measure`,
    'tail',
  );
  const above = label(
    LEFT + 6,
    TOP + 12,
    `tail, ${formatBytes(tailBytes)}, above the head all the time`,
    'start',
    'still',
  );
  const highest = peak
    ? [line(x(peak.operator + 0.5), TOP + TAIL, x(peak.operator + 0.5), HEIGHT - BOTTOM, 'peak')]
    : [];
  const buffers = map.buffers.flatMap((buffer) => drawBuffer(buffer, drawing, x, y));
  return picture({
    width,
    height: HEIGHT,
    size,
    label: `Arena over time, ${map.profiles[0]}`,
    caption: `${caption}${peakText(drawing)}`,
    parts: [...ticks, tail, above, ...buffers, ...highest, ...axisOf(drawing, x)],
  });
}

function peakText({ model, arena: { peak }, map: { left = 0 } }: Drawing): string {
  const operator = peak && model.operators[peak.operator];
  const fullest =
    peak && operator ? ` Fullest during operator ${peak.operator}, ${operator.op}: ${formatBytes(peak.bytes)}.` : '';
  return `${fullest}${left > 0 ? ` ${formatCount(left)} smaller buffers are left out.` : ''}`;
}

type Scale = (value: number) => number;

function drawBuffer(buffer: MappedBuffer, { model, kinds }: Drawing, x: Scale, y: Scale): Markup[] {
  const { kind, offset, bytes, from, to, name = '' } = buffer;
  const maker = model.operators[Math.max(from, 0)]?.op ?? '';
  const [left, top] = [x(from), y(offset + bytes)];
  const [width, height] = [x(to + 1) - left, Math.max(y(offset) - top, 0.5)];
  const colour = kind === 'scratch' ? 'scratch' : from < 0 ? 'input' : kinds.classOf(maker);
  const shape = mark('rect', { x: left, y: top, width, height }, describeBuffer(buffer, model), colour);
  const room = Math.floor((width - 6) / CHARACTER);
  const text = kind === 'scratch' ? 'scratch' : name;
  if (height < 14 || room < 5 || text === '') return [shape];
  return [shape, label(left + 4, top + 11, excerptEnd(text, room), 'start', 'inside')];
}

/** `tensor 3 "relu": 4,096 B at 1,024; from operator 2, CONV_2D, to 4, ADD` */
function describeBuffer({ kind, index, subgraph, name, offset, bytes, from, to }: MappedBuffer, model: MeasuredModel) {
  const opOf = (operator: number) =>
    operator < 0 ? 'the start' : `operator ${operator} ${model.operators[operator]?.op ?? ''}`;
  const of = subgraph === undefined ? '' : ` of subgraph ${subgraph}`;
  const what = kind === 'scratch' ? `scratch of operator ${index}${of}` : `tensor ${index}${of} ${name ?? ''}`;
  const when = from === to ? `during ${opOf(from)}` : `from ${opOf(from)} to ${opOf(to)}`;
  return `${what}: ${formatBytes(bytes)} at offset ${formatCount(offset)}, ${when}`;
}

/** Numbers of operators, with their names where there is room. */
function axisOf({ model: { operators }, width }: Drawing, x: Scale): Markup[] {
  const column = x(1) - x(0);
  const every = Math.ceil(30 / column);
  const room = Math.floor(column / CAPITAL) - 1;
  const isNamed = room >= 5;
  const marks = operators.flatMap(({ op }, i) => {
    if (i % every !== 0) return [];
    const middle = x(i + 0.5);
    const named = isNamed ? [label(middle, HEIGHT - BOTTOM + 26, excerpt(op, room), 'middle')] : [];
    return [label(middle, HEIGHT - BOTTOM + 13, String(i), 'middle'), ...named];
  });
  const title = isNamed ? [] : [label((LEFT + width) / 2, HEIGHT - BOTTOM + 29, 'operator', 'middle')];
  return [...marks, ...title, label(LEFT - 6, TOP + 12, 'bytes', 'end')];
}
