// What another build of the kernels changes, on a terminal and as JSON.
import { visible } from '../../base/quote.ts';
import { runtimeOf } from '../../gate/measure.ts';
import { alignTable } from '../../report/aligned.ts';
import { formatBytes, formatChange, formatCount, formatLatency } from '../../report/format.ts';
import { toJson } from '../../report/json.ts';
import { describeRuntime } from '../../report/runtime.ts';
import { wrapped } from '../../report/wrap.ts';
import type { Change, KernelUpdate, OperatorChange, Side } from './against.ts';

/** Ends with a line break. */
export function renderUpdateJson({ file, model, before, after, operators }: KernelUpdate, version: string): string {
  const { sha256, sizeBytes } = model.figures;
  const tool = { name: 'kd-gate', version };
  const sides = { before: sideFigures(before), after: sideFigures(after) };
  return toJson({ tool, file, sha256, sizeBytes, ...sides, operators });
}

function sideFigures({ profile, arena, onBoard, instructions, refused, warnings, hasComparedAnswers }: Side) {
  const { arenaUsedBytes, arenaMinBytes, headBytes, tailBytes } = arena;
  const { id: board, fits, latencyMs, latencyBandPercent, latencyAtLeastMs, latencyReason } = onBoard ?? {};
  return {
    ...{ profile: profile.id, runtime: runtimeOf([profile]), arenaUsedBytes, arenaMinBytes, headBytes, tailBytes },
    ...{ instructions, refused, warnings, hasComparedAnswers },
    ...{ board, fits, latencyMs, latencyBandPercent, latencyAtLeastMs, latencyReason },
  };
}

/** Ends with a line break. */
export function renderUpdate({ file, model, before, after, operators }: KernelUpdate): string {
  const lines = [
    visible(file),
    `  size      ${formatBytes(model.figures.sizeBytes)}`,
    `  sha256    ${model.figures.sha256}`,
    ...[before, after].flatMap(({ profile }) => sourceLines(profile)),
    '',
    ...table([['', before.profile.id, after.profile.id, 'change'], ...figureRows(before, after)], 'lrrr'),
    '',
    ...operatorLines(operators),
    '',
    ...[before, after].flatMap(answerLines),
  ];
  return `${lines.join('\n')}\n`;
}

function sourceLines(profile: Side['profile']): string[] {
  return wrapped(`  ${profile.id}: ${describeRuntime({ runtime: runtimeOf([profile]) })}`);
}

function figureRows(before: Side, after: Side): string[][] {
  const bytes = (label: string, of: (side: Side) => number) => [
    label,
    formatBytes(of(before)),
    formatBytes(of(after)),
    formatChange('arena', of(before), of(after)),
  ];
  const boards = before.onBoard && after.onBoard ? { before: before.onBoard, after: after.onBoard } : undefined;
  return [
    bytes('arena used', ({ arena }) => arena.arenaUsedBytes),
    bytes('arena min', ({ arena }) => arena.arenaMinBytes),
    bytes('head', ({ arena }) => arena.headBytes),
    bytes('tail', ({ arena }) => arena.tailBytes),
    ['instructions', ...countCells({ before: before.instructions, after: after.instructions })],
    ...(boards ? boardRows(boards) : []),
  ];
}

function boardRows({ before, after }: Change<NonNullable<Side['onBoard']>>): string[][] {
  const cellOf = ({ latencyMs, latencyBandPercent, latencyAtLeastMs }: typeof before) =>
    formatLatency(latencyMs, latencyBandPercent, latencyAtLeastMs);
  const [was, is] = [before.latencyMs, after.latencyMs];
  const change = was === undefined || is === undefined ? '' : formatChange('latency', was, is);
  const verdictOf = ({ refused, fits }: typeof before) => (refused ? 'does not run' : fits ? 'fits' : 'too large');
  return [
    [`on ${before.id}`, verdictOf(before), verdictOf(after), ''],
    ['latency', cellOf(before), cellOf(after), change],
  ];
}

function countCells({ before, after }: Change<number | undefined>): string[] {
  const cell = (count: number | undefined) => (count === undefined ? 'not counted' : formatCount(count));
  const isKnown = before !== undefined && after !== undefined;
  return [cell(before), cell(after), isKnown ? formatChange('macs', before, after) : ''];
}

function operatorLines(operators: readonly OperatorChange[]): string[] {
  if (operators.length === 0) return ['  no operator takes other scratch or other instructions'];
  const isCounted = operators.some(({ instructions: { before, after } }) => (before ?? after) !== undefined);
  const rows = operators.map(({ index, subgraph, op, scratchBytes: { before, after }, instructions }) => [
    subgraph === undefined ? String(index) : `${subgraph}:${index}`,
    op,
    formatBytes(before),
    formatBytes(after),
    formatChange('arena', before, after),
    ...(isCounted ? countCells(instructions) : []),
  ]);
  const counted = isCounted ? ['instructions', 'after', 'change'] : [];
  const head = ['#', 'operator', 'scratch', 'after', 'change', ...counted];
  return ['  operators that change', ...table([head, ...rows], isCounted ? 'rlrrrrrr' : 'rlrrr')];
}

/** Whether the answers are those of TFLM's reference kernels, as far as it is known. */
function answerLines({ profile, refused, warnings, hasComparedAnswers }: Side): string[] {
  const complaints = [...refused.map((text) => `does not run: ${text}`), ...warnings.map((text) => `warning: ${text}`)];
  if (!hasComparedAnswers) complaints.push("answers not compared with TFLM's: its vector kernels could not be run");
  if (complaints.length === 0) complaints.push("answers as TFLM's reference kernels");
  return complaints.flatMap((text) => wrapped(`  ${profile.id}: ${visible(text)}`));
}

function table(rows: readonly (readonly string[])[], sides: string): string[] {
  return alignTable(rows, sides).map((line) => `  ${line}`);
}
