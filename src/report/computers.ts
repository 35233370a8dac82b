// Computers and phones in a report: file size and accuracy hold there, the time only as somebody measured it.
import type { Measurement } from '../budget/judge.ts';
import { formatLatency } from './format.ts';
import { closed, milliseconds, percent, text } from './schema-parts.ts';

export const computer = closed(
  ['id', 'name'],
  {
    id: text,
    name: text,
    latencyMs: { ...milliseconds, description: 'Of one inference, as the board file has it; absent without.' },
    latencyBandPercent: { ...percent, description: 'Where a network with other weights was measured.' },
    latencySource: { ...text, description: 'What was measured.' },
    latencyReason: { ...text, description: 'Why there is no figure.' },
  },
  'A computer or phone that runs TensorFlow Lite: it has no arena.',
);

export const computerList = { type: 'array', maxItems: 256, items: computer } as const;

interface TimeFigures {
  readonly id: string;
  readonly name: string;
  readonly latencyMs?: number;
  readonly latencyBandPercent?: number;
  readonly latencySource?: string;
  readonly latencyReason?: string;
}

export function computerMeasurements(computers: readonly TimeFigures[] = []): Measurement[] {
  return computers.map(
    ({ id, latencyMs, latencyBandPercent, latencyReason = 'unknown' }): Measurement => ({
      ...{ measure: 'latency', scope: id },
      ...(latencyMs === undefined
        ? { reason: latencyReason }
        : { value: latencyMs, ...(latencyBandPercent !== undefined && { bandPercent: latencyBandPercent }) }),
    }),
  );
}

/** As `BOARD_COLUMNS` says. */
export function computerCells({ name, latencyMs, latencyBandPercent }: TimeFigures): string[] {
  return [name, 'TensorFlow Lite', 'yes', formatLatency(latencyMs, latencyBandPercent), 'no arena', '', '', ''];
}

/** Begins the source of a figure that somebody's own measurements give. */
export const OWN_SOURCE = 'measured on your board';

/** Where times come from that the user measured, or that the user's measurements give. */
export function ownTimeNotes(boards: readonly TimeFigures[]): string[] {
  return boards.flatMap(({ name, latencyMs, latencySource }) =>
    latencyMs !== undefined && latencySource?.startsWith(OWN_SOURCE) ? [`latency on ${name}: ${latencySource}`] : [],
  );
}
