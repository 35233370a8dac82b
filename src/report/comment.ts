// The report as the one comment of a pull request: the verdict in words, one table, the rest folded; cut to GitHub's limit.
import { markdownTable } from 'markdown-table';
import type { Verdict } from '../budget/verdict.ts';
import { causesOf, classChanges, describePaired, layerChanges } from './compare.ts';
import { type ComparedRow, comparedRows, headlineRows } from './compared-rows.ts';
import { escapeHtml, escapeMarkdown, shellQuote } from './escape.ts';
import { formatBytes, formatCount, formatMilliseconds, formatShare } from './format.ts';
import { headlineOf, isAccepted } from './headline.ts';
import type { Answers, ModelReport, Report } from './report.ts';
import { describe, LABELS } from './rows.ts';

/** "body is too long (maximum is 65536 characters)", as GitHub's API answers. */
export const COMMENT_LIMIT = 65_536;

export interface CommentOptions {
  /** The page of the run, whose summary has everything. */
  readonly runUrl?: string;
  /** The commit that was measured. */
  readonly head?: string;
  /** Said below the headline, e.g. that the report comes from a fork's own run. */
  readonly notice?: string;
  readonly limit?: number;
}

const MARKS: Readonly<Record<Verdict, string>> = {
  fail: '❌',
  'not measured': '❔',
  warn: '⚠️',
  pass: '✅',
  'no baseline': '➖',
};

/** A folded part; the one with the greatest `order` is dropped first where the comment is too long. */
interface Detail {
  readonly order: number;
  /** The model that it is about, where there are several: its parts are folded into one. */
  readonly group?: string;
  readonly text: string;
}

const MOST_COMPLAINTS = 12;
/** Of several models, what no budget judges is left to their details, but for these. */
const ALWAYS: readonly string[] = ['size', 'accuracy'];

export function renderComment(report: Report, options: CommentOptions = {}): string {
  const limit = options.limit ?? COMMENT_LIMIT;
  const foot = footOf(report, options);
  for (let rows = Number.POSITIVE_INFINITY; ; rows = rows === Number.POSITIVE_INFINITY ? 128 : Math.floor(rows / 2)) {
    const head = headOf(report, options, rows);
    const bare = [head, dropped(options), foot].join('\n\n');
    if (bare.length > limit && rows >= 1) continue;
    return withDetails(head, foot, detailsOf(report), options, limit);
  }
}

function withDetails(
  head: string,
  foot: string,
  details: readonly Detail[],
  options: CommentOptions,
  limit: number,
): string {
  const kept = [...details];
  for (;;) {
    const note = kept.length < details.length ? [dropped(options)] : [];
    const text = [head, ...grouped(kept), ...note, foot].join('\n\n');
    if (text.length <= limit || kept.length === 0) return text.slice(0, limit);
    const last = kept.reduce((worst, { order }, i) => (order >= kept[worst].order ? i : worst), 0);
    kept.splice(last, 1);
  }
}

function grouped(details: readonly Detail[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { group = '', text } of details) groups.set(group, [...(groups.get(group) ?? []), text]);
  return [...groups].flatMap(([group, texts]) => (group === '' ? texts : [folded(group, texts)]));
}

function dropped({ runUrl }: CommentOptions): string {
  const where = runUrl ? `[the job summary](${runUrl})` : 'the job summary';
  return `<sub>Too long for one comment: the rest is in ${where}.</sub>`;
}

function headOf(report: Report, { notice }: CommentOptions, mostRows: number): string {
  const { models, missing = [] } = report;
  const complaints = models.flatMap((model) => complaintLines(model, models.length > 1));
  const absent = missing.map((name) => `- **${escapeMarkdown(name)}**: its job left no report, so it is not measured`);
  const lines = [...absent, ...complaints];
  const shown = lines.slice(0, MOST_COMPLAINTS);
  if (lines.length > shown.length) shown.push(`- and ${lines.length - shown.length} more, in the tables below`);
  return [
    `### ${headlineOf(report)}`,
    ...(notice ? [`> ${escapeMarkdown(notice)}`] : []),
    mainTable(report, mostRows),
    ...(shown.length > 0 ? [shown.join('\n')] : []),
    comparedWith(report),
    ...movedBecause(report),
  ].join('\n\n');
}

function mainTable({ models }: Report, mostRows: number): string {
  const rows = models.flatMap((model) => {
    const all = headlineRows(model);
    if (models.length === 1) return all.map(cellsOf);
    const own = all.filter(({ verdict, measure }) => verdict || ALWAYS.includes(measure)).map(cellsOf);
    return [[MARKS[model.verdict], `**${escapeMarkdown(model.name)}**`, '', '', '', ''], ...own];
  });
  if (rows.length <= mostRows) return table(rows);
  return `${table(rows.slice(0, mostRows))}\n\n${rows.length - mostRows} more rows are left out.`;
}

function cellsOf(row: ComparedRow): string[] {
  const { verdict, label, base, value, change, budget } = row;
  return [verdict ? MARKS[verdict] : '', escapeMarkdown(label), base, value, change, escapeMarkdown(budget)];
}

function table(rows: readonly (readonly string[])[]): string {
  const head = ['', 'measure', 'base', 'this', 'change', 'budget'];
  return markdownTable([head, ...rows.map((row) => [...row])], {
    align: ['c', 'l', 'r', 'r', 'r', 'l'],
    alignDelimiters: false,
    padding: true,
  });
}

function complaintLines(model: ModelReport, withName: boolean): string[] {
  const name = withName ? `**${escapeMarkdown(model.name)}** ` : '';
  const advised = new Set<string>();
  return model.budgets.flatMap((judgement) => {
    const { verdict, measure, scope, lint, kind, text, excess, reason = '' } = judgement;
    const label = `**${LABELS[measure]}${scope ? ` (${escapeMarkdown(scope)})` : ''}**`;
    const lines: string[] = [];
    if (verdict !== 'pass' && verdict !== 'no baseline') {
      // Two budgets of one measure have one remedy.
      const isSaid = excess !== undefined && advised.has(`${measure} ${scope} ${reason}`);
      advised.add(`${measure} ${scope} ${reason}`);
      const words = describe(isSaid ? { ...judgement, reason: 'as above' } : judgement);
      lines.push(`- ${MARKS[verdict]} ${name}${label}: ${escapeMarkdown(words)}`);
    }
    if (lint) lines.push(`- ⚠️ ${name}${label} ${kind} ${escapeMarkdown(text)}: ${escapeMarkdown(lint)}`);
    return lines;
  });
}

function comparedWith({ base, models }: Report): string {
  if (!base) return '<sub>Judged alone: no base was given.</sub>';
  if (base.status === 'none') {
    return `<sub>No baseline yet${base.reason ? `: ${escapeHtml(base.reason)}` : ''}.</sub>`;
  }
  const commit = base.commit ? ` \`${escapeMarkdown(base.commit.slice(0, 7))}\`` : '';
  const how = base.status === 'stored' ? 'its result was stored' : 'measured for this run';
  const added = models.filter((model) => !model.base).map(({ name }) => escapeMarkdown(name));
  const fresh = added.length > 0 ? `; new: ${added.join(', ')}` : '';
  const { untracked = [] } = base;
  const loose =
    untracked.length > 0
      ? `; files that git doesn't track are today's on both sides: ${untracked.slice(0, 5).map(escapeMarkdown).join(', ')}`
      : '';
  return `Base${commit} (${how})${fresh}${loose}.`;
}

const MOST_CAUSES_SHOWN = 3;

function movedBecause({ models, tool }: Report): string[] {
  return models.flatMap((model) => {
    const causes = causesOf(model, tool);
    if (causes.length === 0) return [];
    const name = models.length > 1 ? ` in ${escapeMarkdown(model.name)}` : '';
    const more = causes.length > MOST_CAUSES_SHOWN ? `; and ${causes.length - MOST_CAUSES_SHOWN} more` : '';
    return [`What changed${name}: ${causes.slice(0, MOST_CAUSES_SHOWN).map(escapeMarkdown).join('; ')}${more}.`];
  });
}

function detailsOf(report: Report): Detail[] {
  const several = report.models.length > 1;
  const all = report.models.flatMap((model, i) => {
    const group = several ? model.name : undefined;
    const fold = (order: number, title: string, parts: readonly string[]): Detail[] =>
      parts.length === 0 ? [] : [{ order: order * 1000 + i, group, text: folded(title, parts) }];
    return [
      ...fold(1, 'What moved', movedParts(model, report)),
      ...fold(2, 'All figures and boards', figureParts(model)),
      ...fold(3, 'Where the accuracy goes', waterfallParts(model)),
      ...fold(4, 'Arena and operators', arenaParts(model)),
    ];
  });
  return [...all, { order: 0, text: folded('How to reproduce', reproduceParts(report)) }];
}

function folded(title: string, parts: readonly string[]): string {
  return [`<details><summary>${escapeHtml(title)}</summary>`, ...parts, '</details>'].join('\n\n');
}

function movedParts(model: ModelReport, { tool }: Report): string[] {
  const { base } = model;
  if (!base) return [];
  const parts: string[] = [];
  const causes = causesOf(model, tool);
  if (causes.length > 0) parts.push(causes.map((cause) => `- ${escapeMarkdown(cause)}`).join('\n'));
  const paired = describePaired(model);
  if (paired) parts.push(escapeMarkdown(paired));
  const classes = classChanges(model).map(({ name, base: before, now }) => [
    escapeMarkdown(name),
    shareOf(before),
    shareOf(now),
    `${now.correct > before.correct ? '+' : '−'}${Math.abs(now.correct - before.correct)} of ${now.total}`,
  ]);
  if (classes.length > 0) {
    parts.push(markdownTable([['class', 'base', 'this', 'answers'], ...classes], { align: ['l', 'r', 'r', 'r'] }));
  }
  const layers = layerChanges(base.model, model.model);
  // Nobody is mentioned from code, but mail shows it as plain text.
  const harmless = layers.map((line) => line.replace(/[@<]/g, '$&\u200b'));
  if (layers.length > 0) parts.push(fenced('diff', harmless));
  return parts;
}

function figureParts(model: ModelReport): string[] {
  const rows = comparedRows(model);
  const isMore = rows.length > headlineRows(model).length;
  const label = ({ label: name, scope }: ComparedRow) => (scope ? `${name} (${scope})` : name);
  const parts = isMore ? [table(rows.map((row) => cellsOf({ ...row, label: label(row) })))] : [];
  if (model.boards.length > 0) {
    const boards = model.boards.map(
      ({ name, profile, ramBytes, flashBytes, fits, refused, latencyMs, latencyBandPercent }) => [
        escapeMarkdown(name),
        escapeMarkdown(profile),
        formatBytes(ramBytes),
        formatBytes(flashBytes),
        refused === undefined ? (fits ? 'yes' : 'no') : escapeMarkdown(`does not run: ${refused}`),
        latencyMs === undefined ? 'not measured' : `${formatMilliseconds(latencyMs)} ±${latencyBandPercent}%`,
      ],
    );
    parts.push(
      markdownTable([['board', 'core / kernels', 'RAM', 'flash', 'fits', 'latency'], ...boards], {
        align: ['l', 'l', 'r', 'r', 'l', 'r'],
      }),
    );
  }
  return parts;
}

function waterfallParts({ teacher, floatAccuracy, scratch, accuracy, training }: ModelReport): string[] {
  const steps: [string, Answers | undefined][] = [
    ['teacher', teacher?.accuracy],
    ['student, float32', floatAccuracy],
    ['student, int8', accuracy],
    ['student without teacher, int8', scratch?.accuracy],
  ];
  const known = steps.flatMap(([name, answers]) => (answers ? [[name, shareOf(answers), countOf(answers)]] : []));
  if (known.length < 2) return [];
  const parts = [markdownTable([['', 'accuracy', 'right'], ...known], { align: ['l', 'r', 'r'] })];
  if (training)
    parts.push(`Loss: ${escapeMarkdown(training.formula)}; best epoch ${training.bestEpoch} of ${training.epochs}`);
  return parts;
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

function reproduceParts({ spec, base, models, tool }: Report): string[] {
  const against = base?.commit ? ` --base ${shellQuote(base.commit)}` : '';
  const digests = models.map(({ name, model }) => `- ${escapeMarkdown(name)}/model.tflite \`${model.sha256}\``);
  return [
    `With kd-gate ${escapeMarkdown(tool.version)} these inputs give these bytes on every machine:`,
    fenced('sh', [`kd-gate run ${shellQuote(spec.file)}${against}`]),
    digests.join('\n'),
  ];
}

/** A code block that its content can't close. */
function fenced(language: string, lines: readonly string[]): string {
  const clean = lines.map((line) => line.replace(/[\p{Cc}\u2028\u2029]/gu, ' '));
  const longest = Math.max(2, ...clean.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...clean, fence].join('\n');
}

function footOf(report: Report, { runUrl, head }: CommentOptions): string {
  const measured = head ? ` · commit ${escapeMarkdown(head.slice(0, 7))}` : '';
  const run = runUrl ? ` · [run](${runUrl})` : '';
  const accepted = isAccepted(report) ? ' · accepted by label' : '';
  return `<sub>kd-gate ${escapeMarkdown(report.tool.version)} · ${escapeMarkdown(report.spec.file)}${measured}${run}${accepted}</sub>`;
}

function shareOf({ correct, total }: Answers): string {
  return total > 0 ? formatShare(correct / total) : '';
}

function countOf({ correct, total }: Answers): string {
  return `${formatCount(correct)} of ${formatCount(total)}`;
}
