// What `compact` saved, as tables and as JSON.
import { visible } from '../../base/quote.ts';
import { bytesByKind, type CompactExport } from '../../gate/compact-export.ts';
import type { ModelMeasurement } from '../../gate/measure.ts';
import { alignTable } from '../../report/aligned.ts';
import { formatBytes, formatShare } from '../../report/format.ts';
import { toJson } from '../../report/json.ts';
import { describeCompact } from '../../report/rows.ts';

export interface WrittenCompaction extends CompactExport {
  readonly file: string;
  /** Nothing is written where the file stays as it was. */
  readonly out: string;
}

/** Runs inside an attempt. Ends with a line break. */
export function renderCompaction(compaction: WrittenCompaction): string {
  const { file, out, before, after, reason, records } = compaction;
  if (reason !== undefined) return `${visible(file)}: stays as it is, nothing is written: ${reason}\n`;
  const sizes = describeCompact({ fullBytes: before.figures.sizeBytes }, after.figures.sizeBytes);
  const saved = formatShare(1 - after.figures.sizeBytes / before.figures.sizeBytes);
  const lines = [
    visible(file),
    `  compact export: ${sizes}, ${saved} less; written to ${visible(out)}`,
    `  same outputs on ${records} ${records === 1 ? 'record of zeros' : 'records of zeros and random inputs'}`,
    '',
    ...byteTable(compaction),
    '',
    ...arenaTable(compaction),
  ];
  return `${lines.join('\n')}\n`;
}

function byteTable(compaction: WrittenCompaction): string[] {
  const { before, after } = compaction;
  const row = (name: string, was: number, is: number) => [name, ...[was, is, was - is].map(formatBytes)];
  const rows = [
    ...bytesByKind(compaction).map(({ kind, before: was, after: is }) => row(kind, was, is)),
    row('file', before.figures.sizeBytes, after.figures.sizeBytes),
    row('file, gzip', before.figures.gzipBytes, after.figures.gzipBytes),
  ];
  return indented([['bytes', 'before', 'after', 'less'], ...rows], 'lrrr');
}

function arenaTable({ before, after }: WrittenCompaction): string[] {
  const rows = Object.entries(before.figures.profiles).map(([id, was]) => {
    const is = after.figures.profiles[id];
    return [id, was.arenaUsedBytes, is.arenaUsedBytes, was.arenaMinBytes, is.arenaMinBytes].map((cell) =>
      typeof cell === 'number' ? formatBytes(cell) : cell,
    );
  });
  return indented([['core / kernels', 'arena used', 'compact', 'arena min', 'compact'], ...rows], 'lrrrr');
}

function indented(rows: readonly (readonly string[])[], sides: string): string[] {
  return alignTable(rows, sides).map((line) => `  ${line}`);
}

/** As `renderCompaction`. */
export function renderCompactionJson(compaction: WrittenCompaction, version: string): string {
  const { file, out, before, after, reason, records } = compaction;
  const sideOf = ({ figures }: ModelMeasurement) => {
    const { sha256, sizeBytes, gzipBytes, profiles } = figures;
    return { sha256, sizeBytes, gzipBytes, profiles };
  };
  return toJson({
    tool: { name: 'kd-gate', version },
    file,
    ...(reason === undefined ? { out, recordsWithSameOutputs: records } : { reason }),
    before: sideOf(before),
    after: sideOf(after),
    bytes: Object.fromEntries(bytesByKind(compaction).map(({ kind, ...bytes }) => [kind, bytes])),
  });
}
