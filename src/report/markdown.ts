// The report as GitHub Markdown: headline, one table a model, details folded.
import { markdownTable } from 'markdown-table';
import type { Verdict } from '../budget/verdict.ts';
import { escapeMarkdown } from './escape.ts';
import { formatBytes, formatCount } from './format.ts';
import type { ModelReport, Report } from './report.ts';
import { complaintsOf, rowsOf } from './rows.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  fail: '❌ fail',
  'not measured': '❔ not measured',
  warn: '⚠️ warn',
  pass: '✅ pass',
  'no baseline': '➖ no baseline',
};

const HEADLINES: Readonly<Record<Verdict, string>> = {
  fail: '❌ kd-gate: a budget is exceeded',
  'not measured': '❔ kd-gate: a budget could not be measured',
  warn: '⚠️ kd-gate: passed with warnings',
  pass: '✅ kd-gate: all budgets are met',
  'no baseline': '✅ kd-gate: first measurement',
};

export function renderMarkdown(report: Report): string {
  const sections = report.models.map(renderModel);
  const footer =
    `<sub>kd-gate ${escapeMarkdown(report.tool.version)} · ${escapeMarkdown(report.spec.file)} · seed ${report.seed} · ` +
    'same inputs give the same bytes on every machine</sub>';
  return [`## ${HEADLINES[report.verdict]}`, ...sections, footer, ''].join('\n\n');
}

function renderModel(model: ModelReport): string {
  const rows = rowsOf(model).map((row) => [
    escapeMarkdown(row.label),
    escapeMarkdown(row.value),
    escapeMarkdown(row.budget),
    row.verdict ? MARKS[row.verdict] : '',
  ]);
  const complaints = complaintsOf(model).map((c) => `- ${escapeMarkdown(c)}`);
  return [
    `### ${escapeMarkdown(model.name)}`,
    ...(complaints.length > 0 ? [complaints.join('\n')] : []),
    markdownTable([['measure', 'value', 'budget', ''], ...rows], { align: ['l', 'r', 'l', 'l'] }),
    renderDetails(model),
  ].join('\n\n');
}

function renderDetails({ model, boards, training }: ModelReport): string {
  const lines = [
    '<details><summary>arena, operators, training</summary>',
    markdownTable(
      [
        ['core / kernels', 'used', 'smallest arena', 'head', 'tail'],
        ...Object.entries(model.profiles).map(([id, arena]) => [
          escapeMarkdown(id),
          formatBytes(arena.arenaUsedBytes),
          formatBytes(arena.arenaMinBytes),
          formatBytes(arena.headBytes),
          formatBytes(arena.tailBytes),
        ]),
      ],
      { align: ['l', 'r', 'r', 'r', 'r'] },
    ),
  ];
  if (boards.length > 0) {
    lines.push(
      markdownTable([
        ['board', 'core / kernels', 'fits'],
        ...boards.map((b) => [escapeMarkdown(b.name), escapeMarkdown(b.profile), b.fits ? 'yes' : 'no']),
      ]),
    );
  }
  lines.push(
    markdownTable(
      [
        ['#', 'operator', 'output', 'MACs'],
        ...model.operators.map((o) => [
          String(o.index),
          escapeMarkdown(o.op),
          (o.outputShape ?? []).join(' x '),
          formatCount(o.macs),
        ]),
      ],
      { align: ['r', 'l', 'l', 'r'] },
    ),
  );
  if (training) {
    lines.push(
      `${escapeMarkdown(training.formula)}; best of ${training.epochs} epochs: ${training.bestEpoch}; ` +
        `${formatCount(training.trainableParameters)} trainable parameters`,
    );
  }
  lines.push(`sha256 of the model: \`${model.sha256}\``, '</details>');
  return lines.join('\n\n');
}
