// The figures of `measure` on a terminal.
import { formatBytes, formatCount, formatShare } from '../report/format.ts';
import type { Answers, MeasuredModel } from '../report/report.ts';
import { alignTable, printable } from '../report/text.ts';

export function renderMeasured(file: string, figures: MeasuredModel, accuracy: Answers | undefined): string {
  const lines = [
    printable(file),
    `  size      ${formatBytes(figures.sizeBytes)} (gzip ${formatBytes(figures.gzipBytes)})`,
    `  MACs      ${formatCount(figures.macs)}`,
    `  sha256    ${figures.sha256}`,
  ];
  if (accuracy) {
    const { correct, total } = accuracy;
    const counts = `${formatCount(correct)} of ${formatCount(total)}`;
    lines.push(`  accuracy  ${formatShare(correct / total)} (${counts})`);
  }
  const profiles = Object.entries(figures.profiles).map(([id, arena]) => [
    id,
    formatBytes(arena.arenaUsedBytes),
    formatBytes(arena.arenaMinBytes),
    formatBytes(arena.headBytes),
    formatBytes(arena.tailBytes),
  ]);
  lines.push('', ...indented([['core / kernels', 'arena used', 'arena min', 'head', 'tail'], ...profiles], 'lrrrr'));
  const operators = figures.operators.map(({ index, op, outputShape = [], macs }) => [
    String(index),
    op,
    outputShape.join(' x '),
    formatCount(macs),
  ]);
  lines.push('', ...indented([['#', 'operator', 'output', 'MACs'], ...operators], 'rllr'));
  return `${lines.join('\n')}\n`;
}

function indented(rows: readonly (readonly string[])[], sides: string): string[] {
  return alignTable(rows, sides).map((line) => `  ${line}`);
}
