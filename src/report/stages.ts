// What each step of making a model smaller was worth: accuracy and size, arena and time on each board, step by step.
import type { FromSchema } from 'json-schema-to-ts';
import { markdownTable } from 'markdown-table';
import { escapeMarkdown } from './escape.ts';
import { formatBytes, formatCount, formatError, formatLatency, formatShare } from './format.ts';
import { closed, count, magnitude, milliseconds, probability, text } from './schema-parts.ts';

/** In the order in which they are made. */
export const STAGE_NAMES = ['trained', 'fewer channels', 'sparse', 'clustered', 'quantized', 'shipped'] as const;
export type StageName = (typeof STAGE_NAMES)[number];

const answers = closed(['correct', 'total'], { correct: count, total: count });

const stage = closed(['name', 'sizeBytes', 'gzipBytes', 'macs', 'boards'], {
  name: { enum: STAGE_NAMES },
  floatAccuracy: answers,
  accuracy: { ...answers, description: 'Of the integer model of this step.' },
  floatError: { ...magnitude, description: 'Of a regression: the mean absolute error.' },
  error: { ...magnitude, description: 'The same of the integer model.' },
  perClass: { type: 'array', maxItems: 65536, items: answers, description: 'Its answers by class.' },
  newlyWrong: { ...count, description: 'Test samples that the step before had right.' },
  newlyRight: { ...count, description: 'Test samples that the step before had wrong.' },
  flips: {
    type: 'array',
    maxItems: 16,
    description: 'Answers of the step before that became wrong: a class taken for another, most frequent first.',
    items: closed(['label', 'answer', 'count'], { label: count, answer: count, count }),
  },
  sizeBytes: count,
  gzipBytes: count,
  macs: count,
  zeros: { ...probability, description: 'The share of zeros in the weights of convolutions and dense layers.' },
  boards: {
    type: 'array',
    maxItems: 256,
    items: closed(['id', 'name', 'arenaBytes'], { id: text, name: text, arenaBytes: count, latencyMs: milliseconds }),
  },
});

export const STAGES_SCHEMA = {
  type: 'array',
  maxItems: STAGE_NAMES.length,
  items: stage,
  description: 'The student after each step that kd.yaml asks for, each as the integer model that it would be.',
} as const;

export type ReportedStages = FromSchema<typeof STAGES_SCHEMA>;
type Stage = ReportedStages[number];

/** So many boards have columns of their own. */
const MOST_BOARDS = 3;

const HEADER = ['step', 'float32', 'integer', 'flips', 'zeros', 'MACs', 'size', 'gzip'];

/** Where a table that is too wide is cut: boards apart. */
export const STAGE_CUTS: readonly number[] = [HEADER.length];

/** A model's steps, and whom its student is compared with. */
export interface Steps {
  readonly stages?: ReportedStages;
  readonly classes?: readonly string[];
  readonly model?: { readonly decode?: { readonly reason?: string } };
  readonly teacher?: { readonly accuracy?: Stage['accuracy']; readonly error?: { readonly mae: number } };
  readonly scratch?: {
    readonly floatAccuracy?: Stage['accuracy'];
    readonly accuracy?: Stage['accuracy'];
    readonly floatError?: { readonly mae: number };
    readonly error?: { readonly mae: number };
  };
}

/** Aligned `lrrrrrrr` and `rr` for each board: teacher, the student without it, and the student after each step. */
export function stageRows({ stages = [], teacher, scratch }: Steps): {
  readonly rows: string[][];
  readonly sides: string;
} {
  const boards = (stages[0]?.boards ?? []).slice(0, MOST_BOARDS);
  const several = boards.length > 1;
  const header = boards.flatMap(({ id }) => (several ? [`arena, ${id}`, `latency, ${id}`] : ['arena', 'latency']));
  const rows = stages.map((own) => [
    own.name,
    scoreOf(own.floatAccuracy, own.floatError),
    scoreOf(own.accuracy, own.error),
    flipsOf(own),
    own.zeros === undefined ? '' : formatShare(own.zeros),
    formatCount(own.macs),
    formatBytes(own.sizeBytes),
    formatBytes(own.gzipBytes),
    ...boards.flatMap(({ id }) => boardCells(own, id)),
  ]);
  const empty = Array<string>(HEADER.length - 3 + 2 * boards.length).fill('');
  const others = [
    ...(teacher ? [['teacher', scoreOf(teacher.accuracy, teacher.error?.mae), '', ...empty]] : []),
    ...(scratch
      ? [
          [
            'without teacher',
            scoreOf(scratch.floatAccuracy, scratch.floatError?.mae),
            scoreOf(scratch.accuracy, scratch.error?.mae),
            ...empty,
          ],
        ]
      : []),
  ];
  return {
    rows: [[...HEADER, ...header], ...others, ...rows],
    sides: `l${'r'.repeat(HEADER.length - 1 + 2 * boards.length)}`,
  };
}

function boardCells({ boards }: Stage, id: string): string[] {
  const found = boards.find((board) => board.id === id);
  return [found ? formatBytes(found.arenaBytes) : '', formatLatency(found?.latencyMs, undefined)];
}

function scoreOf(found: Stage['accuracy'], error: number | undefined): string {
  return error === undefined ? shareOf(found) : formatError(error);
}

function shareOf(found: Stage['accuracy']): string {
  return found && found.total > 0 ? formatShare(found.correct / found.total) : '';
}

/** `3 lost, 1 won` */
function flipsOf({ newlyWrong, newlyRight }: Stage): string {
  return newlyWrong === undefined || newlyRight === undefined
    ? ''
    : `${formatCount(newlyWrong)} lost, ${formatCount(newlyRight)} won`;
}

/** Steps that weights must be compressed to gain anything from. */
const COMPRESSIBLE: readonly string[] = ['sparse', 'clustered'];

/** A sentence for each step that every board gains nothing from, in plain text; none where no board was measured. */
export function uselessSteps({ stages = [], model }: Pick<Steps, 'stages' | 'model'>): string[] {
  const isUnpacked = model?.decode !== undefined && model.decode.reason === undefined;
  return stages.slice(1).flatMap((own, i) => {
    const before = stages[i];
    if (own.name === 'quantized' || own.name === 'shipped' || own.boards.length === 0) return [];
    if (isUnpacked && COMPRESSIBLE.includes(own.name)) return [];
    const isLighter = own.boards.some((board) => {
      const old = before.boards.find(({ id }) => id === board.id);
      return old && (board.arenaBytes < old.arenaBytes || isFaster(board.latencyMs, old.latencyMs));
    });
    if (own.sizeBytes < before.sizeBytes || isLighter) return [];
    const gzip = `${formatBytes(before.gzipBytes)} → ${formatBytes(own.gzipBytes)}`;
    const download = own.gzipBytes < before.gzipBytes ? `; only what is sent compressed is smaller (gzip ${gzip})` : '';
    return [`"${own.name}" saves neither flash nor RAM nor time on these boards${download}`];
  });
}

function isFaster(now: number | undefined, before: number | undefined): boolean {
  return now !== undefined && before !== undefined && now < before;
}

/** The classes that lost most from the first step to the last. */
const MOST_CLASSES = 3;

/** `class 8: 95.00% → 91.00%`, those that lost most first. */
export function classLosses(stages: ReportedStages, classes: readonly string[] = []): string[] {
  const [first, last] = [stages[0]?.perClass, stages[stages.length - 1]?.perClass];
  if (!first || !last) return [];
  return first
    .map((own, i) => ({ name: classes[i] ?? String(i), before: own, now: last[i] ?? own }))
    .filter(({ before, now }) => now.correct < before.correct)
    .sort((a, b) => a.now.correct - a.before.correct - (b.now.correct - b.before.correct))
    .slice(0, MOST_CLASSES)
    .map(({ name, before, now }) => `class ${name}: ${shareOf(before)} → ${shareOf(now)}`);
}

/** Markdown. */
export function stageParts(steps: Steps): string[] {
  const { stages = [] } = steps;
  if (stages.length === 0) return [];
  const { rows, sides } = stageRows(steps);
  const table = markdownTable(
    rows.map((row) => row.map(escapeMarkdown)),
    { align: [...sides] },
  );
  return [table, ...stageNotes(steps).map(escapeMarkdown)];
}

function lossSentences(stages: ReportedStages, classes: readonly string[] = []): string[] {
  const losses = classLosses(stages, classes);
  const nameOf = (label: number) => classes[label] ?? String(label);
  const flips = stages.flatMap(({ name, flips: own = [] }) =>
    own.length === 0 ? [] : [`${name}: ${own.map((flip) => describeFlip(flip, nameOf)).join(', ')}`],
  );
  return [
    ...(losses.length === 0 ? [] : [`Lost most from the first step to the last: ${losses.join('; ')}.`]),
    ...(flips.length === 0 ? [] : [`Newly wrong: ${flips.join('; ')}.`]),
  ];
}

/** `2 x 8 for 3`: samples of class 8 taken for 3. */
function describeFlip(
  { label, answer, count: times }: { readonly label: number; readonly answer: number; readonly count: number },
  nameOf: (label: number) => string,
): string {
  return `${formatCount(times)} x ${nameOf(label)} for ${nameOf(answer)}`;
}

/** In plain text, below the table of `stageRows`. */
export function stageNotes(steps: Steps): string[] {
  const { stages = [], classes } = steps;
  return [...uselessSteps(steps), ...lossSentences(stages, classes)];
}
