// The folded parts of the comment: what moved, all figures, the accuracy, the arena, and how to reproduce.
import { markdownTable } from 'markdown-table';
import { describeAware } from '../aware.ts';
import { BOARD_COLUMNS, BOARD_SIDES, boardTable, latencyNotes } from '../board-table.ts';
import { causesOf, classChanges, describePaired, layerChanges } from '../compare.ts';
import { comparedRows, labelled } from '../compared-rows.ts';
import { decodeParts } from '../decode.ts';
import { escapeMarkdown, shellQuote } from '../escape.ts';
import { fenced } from '../fenced.ts';
import { formatBytes, formatCount, formatError, formatShare, formatSigned } from '../format.ts';
import { quantizationParts } from '../quantization.ts';
import type { Answers, Errors, ModelReport, Report } from '../report.ts';
import { plainRows } from '../rows.ts';
import { MOST_CHANGES_NAMED } from '../rules.ts';
import { describeRuntime } from '../runtime.ts';
import { stageParts } from '../stages.ts';
import { toPassParts } from '../to-pass.ts';
import { describeTrials, trialTable } from '../trials.ts';
import { worstLayers } from '../worst-layers.ts';
import { folded } from './fold.ts';
import { historyParts } from './history.ts';
import { mistakeParts } from './mistakes.ts';
import { markedChange } from './rules.ts';
import { cellsOf, measureTable, plainCells } from './table.ts';

/** A folded part; the one with the greatest `order` is dropped first where the comment is too long. */
export interface Detail {
  readonly order: number;
  /** The model that it is about, where there are several: its parts are folded into one. */
  readonly group?: string;
  readonly text: string;
}

/** In the order of the comment. */
export function commentDetailsOf(report: Report): Detail[] {
  const several = report.models.length > 1;
  const all = report.models.flatMap((model, i) => {
    const group = several ? model.name : undefined;
    const fold = (order: number, title: string, parts: readonly string[]): Detail[] =>
      parts.length === 0 ? [] : [{ order: order * 1000 + i, group, text: folded(title, parts) }];
    return [
      ...fold(0, 'To pass', toPassParts(model, report.spec.file)),
      ...fold(1, 'What moved', movedParts(model, report)),
      ...fold(2, 'All figures and boards', figureParts(model)),
      ...fold(8, 'Worst layers, and what helps', worstParts(model)),
      ...fold(9, 'Wrong answers', mistakeParts(model)),
      ...fold(10, 'History', historyParts(model)),
      ...fold(3, 'Where the accuracy goes', waterfallParts(model)),
      ...fold(4, 'Step by step', stageParts(model)),
      ...fold(5, 'Compressed weights', decodeParts(model.model.decode)),
      ...fold(6, 'Arena and operators', arenaParts(model)),
      ...fold(7, 'Quantization, layer by layer', quantizationParts(model.quantization)),
    ];
  });
  return [...rulesDetails(report), ...all, { order: 0, text: folded('How to reproduce', reproduceParts(report)) }];
}

/** All of them, where the comment's line has no room. */
function rulesDetails(report: Report): Detail[] {
  const { changes = [] } = report.rules ?? {};
  if (changes.length <= MOST_CHANGES_NAMED) return [];
  const list = changes.map((change) => `- ${markedChange(change, report)}`).join('\n');
  return [{ order: 500, text: folded('What changed in the rules', [list]) }];
}

function movedParts(model: ModelReport, { tool }: Report): string[] {
  const { base: baseline } = model;
  if (!baseline) return [];
  const parts: string[] = [];
  const causes = causesOf(model, tool);
  if (causes.length > 0) parts.push(causes.map((cause) => `- ${escapeMarkdown(cause)}`).join('\n'));
  const paired = describePaired(model);
  if (paired) parts.push(escapeMarkdown(paired));
  const classes = classChanges(model).map(({ name, baseline: before, now }) => [
    escapeMarkdown(name),
    accuracyText(before),
    accuracyText(now),
    `${formatSigned(now.correct - before.correct, formatCount)} of ${formatCount(now.total)}`,
  ]);
  if (classes.length > 0) {
    parts.push(markdownTable([['class', 'base', 'this', 'answers'], ...classes], { align: ['l', 'r', 'r', 'r'] }));
  }
  const layers = layerChanges(baseline.model, model.model);
  // Nobody is mentioned from code, but mail shows it as plain text.
  const harmless = layers.map((line) => line.replace(/[@<]/g, '$&\u200b'));
  if (layers.length > 0) parts.push(fenced('diff', harmless));
  return parts;
}

function figureParts(model: ModelReport): string[] {
  const form = { isCompared: model.base !== undefined };
  const rows = comparedRows(model).map((row) => cellsOf(labelled(row, row.scope), form));
  const plain = plainRows(model).map(({ label, value }) => plainCells(escapeMarkdown(label), value, form));
  const parts = [measureTable([...rows, ...plain], form)];
  const boards = boardTable(model).map((cells) => cells.map(escapeMarkdown));
  if (boards.length > 0) {
    parts.push(markdownTable([[...BOARD_COLUMNS], ...boards], { align: [...BOARD_SIDES] }));
  }
  return [...parts, ...latencyNotes(model).map(escapeMarkdown), ...runtimeParts(model)];
}

/** Which sources the figures hold for. */
function runtimeParts({ model }: ModelReport): string[] {
  const words = describeRuntime(model);
  return words === undefined ? [] : [`Figures hold for ${escapeMarkdown(words)}.`];
}

function waterfallParts(report: ModelReport): string[] {
  const { teacher, floatAccuracy, scratch: fromScratch, accuracy, training, model } = report;
  const steps: [string, Answers | undefined][] = [
    ['teacher', teacher?.accuracy],
    ['student, float32', floatAccuracy],
    [`student, ${model.precision ?? 'as measured'}`, accuracy],
    [`student without teacher, ${model.precision ?? 'int8'}`, fromScratch?.accuracy],
  ];
  const known = steps.flatMap(([name, answers]) => (answers ? [[name, accuracyText(answers), countOf(answers)]] : []));
  if (known.length < 2) return errorParts(report);
  return [markdownTable([['', 'accuracy', 'right'], ...known], { align: ['l', 'r', 'r'] }), ...lossParts(training)];
}

/** As `waterfallParts`, of a regression. */
function errorParts({ teacher, floatError, scratch: fromScratch, error, training, model }: ModelReport): string[] {
  const steps: [string, Errors | undefined][] = [
    ['teacher', teacher?.error],
    ['student, float32', floatError],
    [`student, ${model.precision ?? 'as measured'}`, error],
    ['student without teacher, int8', fromScratch?.error],
  ];
  const known = steps.flatMap(([name, its]) => (its ? [[name, formatError(its.mae), formatError(its.rmse)]] : []));
  if (known.length < 2) return [];
  return [markdownTable([['', 'MAE', 'RMSE'], ...known], { align: ['l', 'r', 'r'] }), ...lossParts(training)];
}

function lossParts(training: ModelReport['training']): string[] {
  if (!training) return [];
  const aware = describeAware(training);
  const best = training.epochs === 0 ? '' : `; best epoch ${training.bestEpoch} of ${training.epochs}`;
  const formula = `Loss: ${escapeMarkdown(training.formula)}${best}`;
  const search = describeTrials(training);
  return [formula, ...(search ? [search, ...trialTable(training)] : []), ...(aware ? [aware] : [])];
}

function worstParts(model: ModelReport): string[] {
  const rows = worstLayers(model).map(({ cost, layer, amount, remedy }) =>
    [`most ${cost}`, layer, amount, remedy].map(escapeMarkdown),
  );
  return rows.length === 0
    ? []
    : [markdownTable([['', 'layer', '', 'what helps'], ...rows], { align: ['l', 'l', 'r', 'l'] })];
}

function arenaParts({ model }: ModelReport): string[] {
  const profiles = Object.entries(model.profiles).map(([id, arena]) => {
    const peak = arena.peak && model.operators[arena.peak.operator];
    return [
      escapeMarkdown(id),
      formatBytes(arena.arenaMinBytes),
      formatBytes(arena.arenaUsedBytes),
      formatBytes(arena.headBytes),
      formatBytes(arena.tailBytes),
      peak && arena.peak
        ? `${formatBytes(arena.peak.bytes)} in operator ${peak.index}, ${escapeMarkdown(peak.op)}`
        : '',
    ];
  });
  const operators = model.operators.map(({ index, op, outputShape = [], macs }) => [
    String(index),
    escapeMarkdown(op),
    outputShape.join(' x '),
    formatCount(macs),
  ]);
  return [
    markdownTable([['core / kernels', 'smallest arena', 'used', 'head', 'tail', 'peak at'], ...profiles], {
      align: ['l', 'r', 'r', 'r', 'r', 'l'],
    }),
    markdownTable([['no.', 'operator', 'output', 'MACs'], ...operators], { align: ['r', 'l', 'l', 'r'] }),
  ];
}

function reproduceParts({ spec, base: baseline, models, tool, rules }: Report): string[] {
  const against = baseline?.commit ? ` --base ${shellQuote(baseline.commit)}` : '';
  const judge = against !== '' && rules?.wanted === 'base' ? ' --rules base' : '';
  const digests = models.map(({ name, model }) => `- ${escapeMarkdown(name)}/model.tflite \`${model.sha256}\``);
  return [
    `With kd-gate ${escapeMarkdown(tool.version)} these inputs give these bytes on every machine:`,
    fenced('sh', [`kd-gate run ${shellQuote(spec.file)}${against}${judge}`]),
    digests.join('\n'),
  ];
}

function accuracyText({ correct, total }: Answers): string {
  return total > 0 ? formatShare(correct / total) : '';
}

function countOf({ correct, total }: Answers): string {
  return `${formatCount(correct)} of ${formatCount(total)}`;
}
