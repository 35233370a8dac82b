// A badge that a README shows: what was measured, and how it was judged, as an SVG without outside resources.
import { excerpt } from '../base/quote.ts';
import { escapeHtml } from './escape.ts';
import { formatBytes, formatError, formatShare } from './format.ts';
import { decisionOf } from './headline.ts';
import type { PointFigures } from './history.ts';
import { shareOf } from './measurements.ts';
import { pointFiguresOf } from './points.ts';
import type { Report } from './report.ts';
import { textWidth } from './text-width.ts';

/** White text on each has a contrast of at least 4.5 (WCAG 2.2, 1.4.3). */
const COLOURS = { good: '#2e7d32', doubtful: '#8a6100', bad: '#c62828', unknown: '#616161', plain: '#1565c0' } as const;
const LABEL_COLOUR = '#555';

export type BadgeColour = keyof typeof COLOURS;

/** Colours are never all that tells: the words say it too. */
const JUDGED = {
  pass: { word: 'passing', colour: 'good' },
  'no baseline': { word: 'passing', colour: 'good' },
  accepted: { word: 'accepted', colour: 'doubtful' },
  warn: { word: 'passing with warnings', colour: 'doubtful' },
  fail: { word: 'failing', colour: 'bad' },
  'not measured': { word: 'not measured', colour: 'unknown' },
} as const satisfies Record<ReturnType<typeof decisionOf>, { word: string; colour: BadgeColour }>;

/** Of a run: `12,184 B · 96.67%` where its only model passes, `failing · 12,184 B · 96.67%`, `3 models · passing`. */
export function renderBadge(report: Report): string {
  const { models, missing = [] } = report;
  const { word, colour } = JUDGED[decisionOf(report)];
  const count = models.length + missing.length;
  if (count !== 1) return badge('kd-gate', `${count} models · ${word}`, colour);
  const figures = models.map((model) => describePoint(pointFiguresOf(model)));
  return badge('kd-gate', [...(colour === 'good' ? [] : [word]), ...figures].join(' · '), colour);
}

/** Of a commit, which nothing judges. `name`: of the model, where there are several. */
export function renderPointBadge(point: PointFigures | undefined, name?: string): string {
  const label = name === undefined ? 'kd-gate' : `kd-gate ${excerpt(name, MOST_OF_NAME)}`;
  return point ? badge(label, describePoint(point), 'plain') : badge(label, 'not measured', 'unknown');
}

const MOST_OF_NAME = 40;

/** `12,184 B · 96.67%`; without a test set `12,184 B · arena 9,216 B`. */
function describePoint({ sizeBytes, accuracy, mae, boards }: PointFigures): string {
  const share = shareOf(accuracy);
  const arena = boards.map(({ arenaMinBytes }) => arenaMinBytes).find((bytes) => bytes !== undefined);
  const answer = share !== undefined ? formatShare(share) : mae !== undefined ? `MAE ${formatError(mae)}` : undefined;
  const other = answer ?? (arena === undefined ? undefined : `arena ${formatBytes(arena)}`);
  return [formatBytes(sizeBytes), ...(other === undefined ? [] : [other])].join(' · ');
}

const HEIGHT = 20;
const FONT_SIZE = 11;
/** Beside a text, on each side. */
const PADDING = 6;
const BASELINE = 14;

/** In the form of shields.io: 20 pixels high, a label on grey and a message on a colour. */
function badge(label: string, message: string, colour: BadgeColour): string {
  const [left, right] = [label, message].map((text) => Math.ceil(textWidth(text, FONT_SIZE)));
  const edge = left + 2 * PADDING;
  const width = edge + right + 2 * PADDING;
  const title = escapeHtml(`${label}: ${message}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" role="img" aria-label="${title}">
<title>${title}</title>
<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="3"/></clipPath>
<g clip-path="url(#r)">
<rect width="${edge}" height="${HEIGHT}" fill="${LABEL_COLOUR}"/>
<rect x="${edge}" width="${width - edge}" height="${HEIGHT}" fill="${COLOURS[colour]}"/>
</g>
<g fill="#fff" font-family="DejaVu Sans,Verdana,Geneva,sans-serif" font-size="${FONT_SIZE}">
${textAt(PADDING, left, label)}
${textAt(edge + PADDING, right, message)}
</g>
</svg>
`;
}

/** As wide as it was computed, whatever font there is. */
function textAt(x: number, width: number, text: string): string {
  return `<text x="${x}" y="${BASELINE}" textLength="${width}">${escapeHtml(text)}</text>`;
}
