// The figures of `measure` on a terminal and as JSON.
import { describeProblem } from '../../base/problem.ts';
import { excerptEnd, visible } from '../../base/quote.ts';
import type { ModelMeasurement } from '../../gate/measure.ts';
import { alignTable, NARROW_COLUMNS, stackTables } from '../../report/aligned.ts';
import {
  formatAtLeast,
  formatBanded,
  formatBytes,
  formatCount,
  formatError,
  formatLatency,
  formatScale,
  formatShare,
} from '../../report/format.ts';
import { toJson } from '../../report/json.ts';
import { flashNeed } from '../../report/misfits.ts';
import type { Answers, MeasuredModel, ReportedBoard } from '../../report/report.ts';
import { warningsOfModel } from '../../report/rows.ts';
import { ESP_TFLITE_MICRO, runtimeSources } from '../../report/runtime.ts';
import { placeOfWarning } from '../../report/warning-docs.ts';
import { wrapped } from '../../report/wrap.ts';
import type { ModelDetails } from './details.ts';
import { type End, endsOf } from './ends.ts';
import type { FileMeasurement } from './measure-file.ts';

/** Every figure; bytes, MACs and executed instructions of one inference, milliseconds. Ends with a line break. */
export function renderMeasurementJson(measurement: FileMeasurement, version: string): string {
  const { file, model, details, classes, classesReason, accuracy, exactMatch, error, confusion } = measurement;
  const { figures } = model;
  const operators = figures.operators.map((operator, i) => {
    const { instructions, aliveBytes, scratchBytes } = details.operators[i];
    return { ...operator, instructions, aliveBytes, scratchBytes };
  });
  const boards = measurement.boards.map((board) => {
    const { id, name, profile, ramBytes, flashBytes, fits, refused, warnings } = board;
    const { latencyMs, latencyBandPercent, latencyAtLeastMs, latencySource, latencyReason } = board;
    const source = latencySource ?? latencyReason;
    const without = latencyAtLeastMs === undefined ? undefined : latencyReason;
    const time = { latencyMs, latencyBandPercent, latencyAtLeastMs, source, without };
    return [id, { name, profile, ramBytes, flashBytes, fits, refused, warnings, ...time }];
  });
  const computers = measurement.computers.map(({ id, latencySource, latencyReason, ...computer }) => [
    id,
    { ...computer, source: latencySource ?? latencyReason },
  ]);
  const unmeasured = measurement.unmeasuredBoards.map(({ id, name, reason }) => [id, { name, notMeasured: reason }]);
  const problems = [...model.profileProblems].map(([id, found]) => [id, { notMeasured: found.map(describeProblem) }]);
  const tool = { name: 'kd-gate', version };
  const all = {
    ...{ tool, file, ...figures, ...endsOf(model.interpreter), operators },
    profiles: { ...profilesWith(model, details), ...Object.fromEntries(problems) },
    boards: Object.fromEntries([...boards, ...computers, ...unmeasured]),
    classes: classesReason === undefined ? classes : { notRead: classesReason },
    accuracy,
    exactMatch,
    error,
    confusion,
  };
  return toJson(all);
}

/** Figures and complaints of each profile that has an arena. */
function profilesWith({ figures: { profiles } }: ModelMeasurement, { complaints }: ModelDetails) {
  const entries = Object.entries(profiles).map(([id, arena]) => {
    const { refused = [], warnings = [] } = complaints.get(id) ?? {};
    return [
      id,
      { ...arena, ...(refused.length > 0 && { refused }), ...(warnings.length > 0 && { warnings }) },
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** ESP's copy of TFLM stands beside TFLM, since its name is longer than the column. */
function sourceLines(figures: MeasuredModel): string[] {
  const sources = runtimeSources(figures);
  const port = sources.find(({ name }) => name === ESP_TFLITE_MICRO);
  return sources
    .filter((source) => source !== port)
    .map(({ name, commit }) => {
      const ported = port && name === 'TFLM' ? `, ${port.name} ${port.commit}` : '';
      return `  ${name.padEnd(9)} ${commit}${ported}`;
    });
}

function scoreLines({ accuracy, exactMatch, error }: FileMeasurement): string[] {
  const share = ({ correct, total }: Answers) => (total > 0 ? formatShare(correct / total) : 'not measured');
  const counts = ({ correct, total }: Answers) => `${formatCount(correct)} of ${formatCount(total)}`;
  return [
    ...(accuracy ? [`  accuracy  ${share(accuracy)} (${counts(accuracy)}${exactMatch ? ' outputs' : ''})`] : []),
    ...(exactMatch ? [`  all right ${share(exactMatch)} (${counts(exactMatch)} samples)`] : []),
    ...(error ? [`  MAE       ${formatError(error.mae)}`, `  RMSE      ${formatError(error.rmse)}`] : []),
  ];
}

const MOST_CLASSES = 10;

function classLines({ classes, classesReason }: FileMeasurement): string[] {
  if (classesReason !== undefined) return wrapped(`  classes   not read: ${visible(classesReason)}`);
  if (classes === undefined) return [];
  const shown = classes.slice(0, MOST_CLASSES).map((name) => excerptEnd(name, MOST_OF_END));
  const rest = classes.length > MOST_CLASSES ? `, ... (${formatCount(classes.length)} in all)` : '';
  return wrapped(`  classes   ${shown.join(', ')}${rest}`);
}

/** Tables for a terminal; ends with a line break. */
export function renderMeasurement(measurement: FileMeasurement): string {
  const { file, model, boards, unmeasuredBoards, details } = measurement;
  const { figures } = model;
  const lines = [
    visible(file),
    `  size      ${formatBytes(figures.sizeBytes)} (gzip ${formatBytes(figures.gzipBytes)})`,
    `  MACs      ${formatCount(figures.macs)}`,
    `  sha256    ${figures.sha256}`,
    ...sourceLines(figures),
  ];
  if (figures.resourceVariables) {
    lines.push(`  variables ${figures.resourceVariables}, for MicroResourceVariables::Create in the same arena`);
  }
  lines.push(...classLines(measurement), ...scoreLines(measurement));
  const warnings = warningsOfModel({ model: figures, boards });
  if (warnings.length > 0) lines.push('');
  for (const warning of warnings) {
    lines.push(...wrapped(`  warning: ${visible(warning)}`), `    why: docs/${placeOfWarning(warning)}`);
  }
  lines.push('', ...endTable(model), '', ...profileTable(model, details));
  lines.push('', ...operatorTable(figures, details), '', ...peakTable(model, details));
  if (boards.length > 0) lines.push('', ...boardTable(figures, boards));
  for (const { name, latencyMs, latencyBandPercent, latencySource, latencyReason } of measurement.computers) {
    const time = formatLatency(latencyMs, latencyBandPercent);
    const why = visible(latencySource ?? latencyReason ?? '');
    lines.push('', ...wrapped(`  ${name}: TensorFlow Lite, no arena; latency ${time}: ${why}`));
  }
  if (unmeasuredBoards.length > 0) lines.push('');
  for (const { id, reason } of unmeasuredBoards) lines.push(...wrapped(`  ${id}: not measured: ${visible(reason)}`));
  return `${lines.join('\n')}\n`;
}

function indented(rows: readonly (readonly string[])[], sides: string): string[] {
  return alignTable(rows, sides).map((line) => `  ${line}`);
}

function endTable({ interpreter }: ModelMeasurement): string[] {
  const { inputs, outputs } = endsOf(interpreter);
  const rowsOf = (role: string, ends: readonly End[]) =>
    ends.map(({ name, type, shape, scale, zeroPoint }, i) => [
      `${role} ${i}`,
      excerptEnd(name, MOST_OF_END),
      type,
      shape.join(' x '),
      scale === undefined ? '' : formatScale(scale),
      zeroPoint === undefined ? '' : String(zeroPoint),
    ]);
  const head = ['', 'tensor', 'type', 'shape', 'scale', 'zero point'];
  return indented([head, ...rowsOf('input', inputs), ...rowsOf('output', outputs)], 'llllrr');
}

type Costs = NonNullable<MeasuredModel['costs']>[string];

/** Of one Invoke; of the model and the code that runs it. */
function costCells(costs: Costs = {}): string[] {
  const { instructions, instructionsBandPercent, instructionsAtLeast, flashBytes, flashBandPercent } = costs;
  const counted =
    instructionsAtLeast === undefined ? 'not counted' : formatAtLeast('instructions', instructionsAtLeast);
  return [
    instructions === undefined ? counted : formatBanded('instructions', instructions, instructionsBandPercent),
    flashBytes === undefined ? 'not measured' : formatBanded('flash', flashBytes, flashBandPercent),
  ];
}

/** Each complaint once, with the profiles that it is true of. */
function complaintLines(complaints: ModelDetails['complaints']): string[] {
  const ids = new Map<string, string[]>();
  for (const [id, { refused, warnings }] of complaints) {
    const texts = [...refused.map((text) => `does not run: ${text}`), ...warnings.map((text) => `warning: ${text}`)];
    for (const text of texts) ids.set(text, [...(ids.get(text) ?? []), id]);
  }
  return [...ids].flatMap(([text, of]) => wrapped(`  ${of.join(', ')}: ${visible(text)}`));
}

/** Of what costs time and flash, behind the arena. */
const COSTS_COLUMN = 5;

function profileTable(
  { figures: { profiles, costs }, profileProblems }: ModelMeasurement,
  { complaints }: ModelDetails,
): string[] {
  const problems = [...profileProblems].flatMap(([id, found]) =>
    found.flatMap(({ message }) => wrapped(`  ${id}: not measured: ${visible(message)}`)),
  );
  const rows = Object.entries(profiles).map(([id, arena]) => [
    id,
    formatBytes(arena.arenaUsedBytes),
    formatBytes(arena.arenaMinBytes),
    formatBytes(arena.headBytes),
    formatBytes(arena.tailBytes),
    ...costCells(costs?.[id]),
  ]);
  const head = ['core / kernels', 'arena used', 'arena min', 'head', 'tail', 'instructions', 'flash'];
  const tables = stackTables([head, ...rows], 'lrrrrrr', [COSTS_COLUMN], NARROW_COLUMNS).map((line) => `  ${line}`);
  return [...tables, ...problems, ...complaintLines(complaints)];
}

function operatorTable({ operators, costs }: MeasuredModel, { operators: details, profile }: ModelDetails): string[] {
  const counted = details.reduce((sum, { instructions }) => sum + (instructions[profile] ?? 0), 0);
  // A share of what is counted alone says nothing of the model.
  const total = costs?.[profile]?.instructions === undefined ? 0 : counted;
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
        ? `tensor ${index} ${excerptEnd(model.subgraphs[subgraph].tensors[index].name, MOST_OF_BUFFER)}`
        : `scratch of ${index}`,
    ]);
  const op = figures.operators[operatorIndex]?.op ?? '';
  const title = `  memory at the peak, operator ${operatorIndex} ${op}, on ${profile}`;
  return [title, ...indented([['offset', 'bytes', 'what'], ...rows], 'rrl')];
}

function boardTable(figures: MeasuredModel, boards: readonly ReportedBoard[]): string[] {
  const rows = boards.map((board) => {
    const { id, profile, ramBytes, flashBytes, fits, refused, latencyMs, latencyBandPercent, latencyAtLeastMs } = board;
    const { arenaMinBytes } = figures.profiles[profile];
    const { value: flashUsedBytes } = flashNeed(figures, profile);
    const spare = Math.min(ramBytes - arenaMinBytes, flashBytes - flashUsedBytes);
    return [
      id,
      `${formatBytes(arenaMinBytes)} of ${formatBytes(ramBytes)}`,
      `${formatBytes(flashUsedBytes)} of ${formatBytes(flashBytes)}`,
      refused === undefined ? (fits ? 'fits' : `too large by ${formatBytes(-spare)}`) : 'does not run',
      formatLatency(latencyMs, latencyBandPercent, latencyAtLeastMs),
    ];
  });
  const notes = boards.flatMap(({ id, refused, latencySource, latencyReason }) => {
    const words = [latencySource, latencyReason].filter((part) => part !== undefined).join('; ');
    return wrapped(`  ${id}: ${visible(refused ?? words)}`);
  });
  return [...indented([['board', 'arena of RAM', 'flash', 'verdict', 'latency'], ...rows], 'lllll'), ...notes];
}

/** Characters of a tensor's name. Converters join the names of everything that was fused; the end tells most. */
const MOST_OF_END = 40;
const MOST_OF_BUFFER = 60;
