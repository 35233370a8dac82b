// The figures of `measure` on a terminal and as JSON.
import type { ModelMeasurement } from '../../gate/measure.ts';
import { formatBytes, formatCount, formatLatency, formatShare } from '../../report/format.ts';
import { toJson } from '../../report/json.ts';
import type { MeasuredModel, ReportedBoard } from '../../report/report.ts';
import { alignTable, printable } from '../../report/text.ts';
import type { ModelDetails } from './details.ts';
import type { FileMeasurement } from './measure-file.ts';

/** Every figure; bytes, MACs and executed instructions of one inference, milliseconds. Ends with a line break. */
export function renderMeasurementJson(measurement: FileMeasurement, version: string): string {
  const { file, model, details, accuracy } = measurement;
  const { figures } = model;
  const operators = figures.operators.map((operator, i) => {
    const { instructions, aliveBytes, scratchBytes } = details.operators[i];
    return { ...operator, instructions, aliveBytes, scratchBytes };
  });
  const boards = measurement.boards.map((board) => {
    const { id, name, profile, ramBytes, flashBytes, fits, refused, latencyMs, latencyBandPercent } = board;
    const source = board.latencySource ?? board.latencyReason;
    return [id, { name, profile, ramBytes, flashBytes, fits, refused, latencyMs, latencyBandPercent, source }];
  });
  const tool = { name: 'kd-gate', version };
  const all = { tool, file, ...figures, operators, boards: Object.fromEntries(boards), accuracy };
  return toJson(all);
}

/** Tables for a terminal; ends with a line break. */
export function renderMeasurement({ file, model, boards, details, accuracy }: FileMeasurement): string {
  const { figures } = model;
  const lines = [
    printable(file),
    `  size      ${formatBytes(figures.sizeBytes)} (gzip ${formatBytes(figures.gzipBytes)})`,
    `  MACs      ${formatCount(figures.macs)}`,
    `  sha256    ${figures.sha256}`,
  ];
  if (accuracy) {
    const { correct, total } = accuracy;
    const counts = `${formatCount(correct)} of ${formatCount(total)}`;
    lines.push(`  accuracy  ${total > 0 ? formatShare(correct / total) : 'not measured'} (${counts})`);
  }
  lines.push('', ...profileTable(figures), '', ...operatorTable(figures, details), '', ...peakTable(model, details));
  if (boards.length > 0) lines.push('', ...boardTable(figures, boards));
  return `${lines.join('\n')}\n`;
}

function indented(rows: readonly (readonly string[])[], sides: string): string[] {
  return alignTable(rows, sides).map((line) => `  ${line}`);
}

function profileTable({ profiles }: MeasuredModel): string[] {
  const rows = Object.entries(profiles).map(([id, arena]) => [
    id,
    formatBytes(arena.arenaUsedBytes),
    formatBytes(arena.arenaMinBytes),
    formatBytes(arena.headBytes),
    formatBytes(arena.tailBytes),
  ]);
  return indented([['core / kernels', 'arena used', 'arena min', 'head', 'tail'], ...rows], 'lrrrr');
}

function operatorTable({ operators }: MeasuredModel, { operators: details, profile }: ModelDetails): string[] {
  const total = details.reduce((sum, { instructions }) => sum + (instructions[profile] ?? 0), 0);
  const rows = operators.map(({ index, op, outputShape = [], macs }) => {
    const { instructions, aliveBytes, scratchBytes } = details[index];
    const executed = instructions[profile];
    return [
      String(index),
      op,
      outputShape.join(' x '),
      formatCount(macs),
      formatBytes(aliveBytes),
      formatBytes(scratchBytes),
      executed === undefined ? 'not counted' : formatCount(executed),
      executed === undefined || total === 0 ? '' : formatShare(executed / total),
    ];
  });
  const head = ['#', 'operator', 'output', 'MACs', 'alive', 'scratch', 'instructions', 'share'];
  return [`  operators, memory and instructions on ${profile}`, ...indented([head, ...rows], 'rllrrrrr')];
}

function peakTable({ model, figures }: ModelMeasurement, { arena, profile }: ModelDetails): string[] {
  const { operatorIndex, liveBuffers } = arena.peak;
  if (operatorIndex < 0) return [];
  const rows = [...liveBuffers]
    .sort((a, b) => a.offset - b.offset)
    .map(({ kind, subgraph, index, offset, bytes }) => [
      formatCount(offset),
      formatBytes(bytes),
      kind === 'tensor'
        ? `tensor ${index} ${shortened(model.subgraphs[subgraph].tensors[index].name)}`
        : `scratch of ${index}`,
    ]);
  const op = figures.operators[operatorIndex]?.op ?? '';
  const title = `  memory at the peak, operator ${operatorIndex} ${op}, on ${profile}`;
  return [title, ...indented([['offset', 'bytes', 'what'], ...rows], 'rrl')];
}

function boardTable({ profiles, sizeBytes }: MeasuredModel, boards: readonly ReportedBoard[]): string[] {
  const rows = boards.map((board) => {
    const { id, profile, ramBytes, flashBytes, fits, refused, latencyMs, latencyBandPercent } = board;
    const { arenaMinBytes } = profiles[profile];
    const spare = Math.min(ramBytes - arenaMinBytes, flashBytes - sizeBytes);
    return [
      id,
      `${formatBytes(arenaMinBytes)} of ${formatBytes(ramBytes)}`,
      `${formatBytes(sizeBytes)} of ${formatBytes(flashBytes)}`,
      refused === undefined ? (fits ? 'fits' : `too large by ${formatBytes(-spare)}`) : 'does not run',
      formatLatency(latencyMs, latencyBandPercent),
    ];
  });
  const notes = boards.map(
    ({ id, latencySource, latencyReason }) => `  ${printable(`${id}: ${latencySource ?? latencyReason ?? ''}`)}`,
  );
  return [...indented([['board', 'arena of RAM', 'model of flash', 'verdict', 'latency'], ...rows], 'lllll'), ...notes];
}

/** Converters join the names of everything that was fused; the end tells most. */
function shortened(name: string): string {
  const text = printable(name.slice(-200));
  return text.length > 60 ? `...${text.slice(-57)}` : text;
}
