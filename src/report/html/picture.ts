// A picture of the page: marks that tell what they are when one points at them or moves among them with the arrow keys.
import { element, joined, type Markup, template } from './markup.ts';

export interface PictureInput {
  readonly width: number;
  readonly height: number;
  /** What it shows, for who doesn't see it. */
  readonly label: string;
  readonly parts: readonly Markup[];
  readonly caption?: string;
  /** Small pictures stand side by side; a wide one scrolls where the window is narrow. */
  readonly size?: 'small' | 'half' | 'wide';
}

const FIGURE = template<{ size: string; label: string; svg: Markup; caption?: string; hasMarks: boolean }>(`
<figure class="picture <%= it.size %>">
<% if (it.caption) { %><figcaption><%= it.caption %></figcaption><% } %>
<div class="scroll" tabindex="0" role="group" aria-label="<%= it.label %>"><%~ it.svg.markup %></div>
<% if (it.hasMarks) { %><p class="readout" aria-live="polite">Point at a mark, or use the arrow keys.</p><% } %>
</figure>
`);

export function picture({ width, height, label, parts, caption, size = 'wide' }: PictureInput): Markup {
  const inside = joined(parts);
  const svg = element(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, role: 'group', 'aria-label': label },
    inside,
  );
  return FIGURE({ size, label: `${label}: picture`, svg, caption, hasMarks: inside.markup.includes('class="mark') });
}

/** A shape that tells `about` when one points at it. */
export function mark(
  name: 'rect' | 'circle',
  attributes: Readonly<Record<string, string | number>>,
  about: string,
  kind = '',
): Markup {
  const names = `mark${kind === '' ? '' : ` ${kind}`}`;
  return element(name, { class: names, role: 'img', ...attributes }, element('title', {}, about));
}

/** `anchor`: which of its ends or its middle lies at x. */
export function label(
  x: number,
  y: number,
  text: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  kind?: string,
): Markup {
  return element('text', { x, y, 'text-anchor': anchor === 'start' ? undefined : anchor, class: kind }, text);
}

export function line(x1: number, y1: number, x2: number, y2: number, kind: string): Markup {
  return element('line', { x1, y1, x2, y2, class: kind });
}

/** Pixels that a character of a label takes, at most. */
export const CHARACTER = 7.2;
/** As `CHARACTER`, of the names of operators. */
export const CAPITAL = 7.8;

/** A bar of a table's cell, from `from` to `to` of its width; `none` is the room of one. */
export function bar(from: number, to: number, kind = ''): Markup {
  const [low, high] = [Math.min(from, to), Math.max(from, to)].map((share) => Math.min(Math.max(share, 0), 1));
  if (kind === 'none')
    return element('svg', { class: 'bar none', width: BAR_WIDTH, height: 10, 'aria-hidden': 'true' });
  const rect = element('rect', {
    x: low * BAR_WIDTH,
    width: Math.max((high - low) * BAR_WIDTH, 1),
    height: 10,
    class: kind === '' ? undefined : kind,
  });
  return element('svg', { class: 'bar', width: BAR_WIDTH, height: 10, 'aria-hidden': 'true' }, rect);
}

const BAR_WIDTH = 120;
