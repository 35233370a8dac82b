// The report of a run: every figure that any renderer shows, and the JSON Schema of report.json.
import type { FromSchema } from 'json-schema-to-ts';
import { STREAM_ANSWERS } from '../base/stream-answer.ts';
import { MEASURES } from '../budget/measures.ts';
import { VERDICTS } from '../budget/verdict.ts';
import { type computer, computerList } from './computers.ts';
import { CONFUSION_SCHEMA } from './confusion.ts';
import { BOARD_HEADROOM_SCHEMA, HEADROOM_SCHEMA } from './headroom.ts';
import { HISTORY_SCHEMA } from './history.ts';
import { JUDGED_ON_SCHEMA } from './judged-on.ts';
import { CURVE_SCHEMA } from './learning-curve.ts';
import { type arena, measuredModel } from './measured-model.ts';
import { FLIPS_SCHEMA, MISTAKES_SCHEMA } from './mistakes.ts';
import { MS_BY_OPERATOR } from './operator-costs.ts';
import { PAIRED_METRIC_SCHEMA } from './paired-metric.ts';
import { PREDICTIONS_SCHEMA } from './predictions.ts';
import { PROPOSAL_SCHEMA } from './proposal.ts';
import { quantization } from './quantization.ts';
import { type RULE_CHANGE_SCHEMA, RULES_SCHEMA } from './rule-changes.ts';
import {
  closed,
  commit,
  count,
  digest,
  figure,
  magnitude,
  mapOf,
  milliseconds,
  percent,
  place,
  probability,
  share,
  text,
} from './schema-parts.ts';
import { STAGES_SCHEMA } from './stages.ts';

const verdict = { enum: VERDICTS } as const;

const answers = closed(
  ['correct', 'total'],
  { correct: count, total: count },
  'How many of the test samples were answered right.',
);

const errors = closed(
  ['mae', 'rmse', 'total'],
  {
    mae: { ...magnitude, description: "Mean of the absolute errors, in the targets' units." },
    rmse: { ...magnitude, description: 'Root of the mean of the squared errors.' },
    total: count,
    auc: {
      ...probability,
      description:
        'Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).',
    },
  },
  'How far the answers to the test samples are from their targets, of a regression.',
);

const board = closed(['id', 'name', 'profile', 'ramBytes', 'flashBytes', 'fits'], {
  id: text,
  name: text,
  profile: { ...text, description: 'Core and kernel library, a key of `profiles`.' },
  ramBytes: { ...count, description: 'The largest contiguous RAM region that an arena can lie in.' },
  flashBytes: count,
  fits: {
    type: 'boolean',
    description:
      'The arena fits into the RAM region and the model, with its code where that is known, into flash; `headroom` ' +
      'counts what is reserved too.',
  },
  refused: {
    ...text,
    description:
      "What of the model the board's kernel library refuses or gets wrong; then nothing of it is of use there.",
  },
  warnings: {
    type: 'array',
    items: text,
    description:
      "Where the board's kernel library can answer otherwise than TFLM's reference kernels; absent if nowhere.",
  },
  latencyMs: { ...milliseconds, description: 'Of one inference; absent where there is no evidence.' },
  latencyAtLeastMs: {
    ...milliseconds,
    description:
      'Where latencyMs is absent: what the operators take that are known. The reason says which are left out.',
  },
  latencyBandPercent: {
    ...percent,
    description:
      'The time of 9 in 10 models lies within this many percent, if the firmware is built as the source says.',
  },
  latencySource: { ...text, description: 'What the figure stands on.' },
  latencyReason: { ...text, description: 'Why there is no figure.' },
  msByOperator: MS_BY_OPERATOR,
});

const unmeasuredBoard = closed(
  ['id', 'name', 'reason'],
  { id: text, name: text, reason: text },
  'A board of which nothing can be said, and why.',
);

const judgement = closed(['measure', 'kind', 'level', 'verdict', 'text'], {
  measure: { enum: MEASURES },
  scope: text,
  kind: { enum: ['max', 'min', 'maxIncrease', 'maxDrop'] },
  level: { enum: ['fail', 'warn'] },
  verdict,
  text: { ...text, description: 'The limit as kd.yaml writes it.' },
  limit: figure,
  value: figure,
  atLeast: { ...figure, description: 'Where there is no value: what it is at least.' },
  bandPercent: { ...figure, description: 'The truth lies within this many percent of the value.' },
  bandEnd: { ...figure, description: 'The end of that band on the other side of the limit than the value.' },
  base: figure,
  excess: figure,
  headroom: HEADROOM_SCHEMA,
  reason: text,
  lint: { ...text, description: 'Why the test set is too small to resolve this budget.' },
  ratchet: { type: 'boolean', description: 'The base is over this limit already, and this is no worse.' },
  paired: PAIRED_METRIC_SCHEMA,
  ofBoard: { type: 'boolean', description: 'Of the board itself, not of a budget: nothing runs or is known there.' },
  place,
});

const trial = closed(['learningRate', 'temperature', 'alpha'], {
  learningRate: figure,
  temperature: figure,
  alpha: share,
  accuracy: answers,
  error: errors,
});

const search = closed(
  ['epochs', 'trials'],
  { epochs: { ...count, description: 'Of each trial.' }, trials: { type: 'array', maxItems: 64, items: trial } },
  'What `auto` in distill tried on held-out samples, in that order. A trial without a score diverged.',
);

const training = closed(['formula', 'epochs', 'bestEpoch', 'trainableParameters'], {
  formula: { ...text, description: 'The loss with its numbers.' },
  learningRate: { ...figure, description: 'At its highest.' },
  epochs: count,
  bestEpoch: { ...count, description: 'Counted from 1; chosen on the validation split, but for chance the best.' },
  peakEpoch: { ...count, description: 'The one with the best score; absent where that is the best epoch.' },
  validationAccuracy: { ...share, description: 'Of the best epoch; absent when no samples are held out.' },
  validationError: { ...magnitude, description: 'Of a regression: the mean absolute error of the best epoch.' },
  trainableParameters: count,
  curve: CURVE_SCHEMA,
  aware: closed(
    ['epochs', 'bestEpoch', 'learningRate', 'judgedOn', 'answers', 'answersBefore', 'isShipped'],
    {
      epochs: count,
      bestEpoch: { ...count, description: 'Counted from 1.' },
      learningRate: { ...figure, description: 'At its highest.' },
      judgedOn: JUDGED_ON_SCHEMA,
      answers: { ...answers, description: 'Of its model.' },
      answersBefore: { ...answers, description: 'Of the model that was quantized after training, on the same.' },
      curve: CURVE_SCHEMA,
      isShipped: { type: 'boolean', description: 'Whether its model is the one that is measured.' },
    },
    'Of quantization-aware training (quantize.aware).',
  ),
  search,
});

const tool = closed(['name', 'version', 'kernelsSha256'], {
  name: { const: 'kd-gate' },
  version: text,
  kernelsSha256: digest,
});

const inputs = mapOf(digest, 'SHA-256 of everything the result depends on.');
const settings = mapOf(text, "The model's section of kd.yaml, defaults included, each value by its path.");

const perClass = {
  type: 'array',
  description: 'The answers by class, in the order of `classes`.',
  items: answers,
} as const;

const classNames = { type: 'array', items: text } as const;

const answersBySample = {
  type: 'string',
  description: 'One bit a test sample, 1 where the answer is right, the first in the lowest bit; hexadecimal.',
  pattern: '^([0-9a-f]{2})*$',
} as const;

const exactMatch = {
  ...answers,
  description: 'Of multi-label: test samples with all outputs right; accuracy is then of all their outputs.',
} as const;

const baselineModel = closed(
  ['tool', 'inputs', 'model', 'boards'],
  {
    tool,
    inputs,
    settings,
    model: measuredModel,
    accuracy: answers,
    floatAccuracy: answers,
    exactMatch,
    error: errors,
    floatError: errors,
    perClass,
    answersBySample,
    confusion: CONFUSION_SCHEMA,
    predictions: PREDICTIONS_SCHEMA,
    classes: classNames,
    boards: { type: 'array', maxItems: 256, items: board },
    computers: computerList,
    unmeasuredBoards: { type: 'array', maxItems: 256, items: unmeasuredBoard },
  },
  'The same model on the base.',
);

const paired = closed(
  ['total', 'lost', 'gained', 'difference', 'low', 'high', 'pDrop'],
  {
    total: count,
    lost: { ...count, description: 'Samples that only the base answers right.' },
    gained: { ...count, description: 'Samples that only this model answers right.' },
    difference: { ...share, description: 'Of the accuracies, as a share.' },
    low: { ...share, description: 'Lower end of its 95 % interval.' },
    high: { ...share, description: 'Upper end of its 95 % interval.' },
    pDrop: { ...share, description: 'One-sided p of a drop.' },
  },
  "Both models' answers to the same test samples: McNemar's exact test.",
);

const modelReport = closed(['name', 'verdict', 'model', 'boards', 'budgets', 'inputs'], {
  name: text,
  verdict,
  model: measuredModel,
  inputs,
  settings,
  classes: classNames,
  perClass,
  answersBySample,
  confusion: CONFUSION_SCHEMA,
  mistakes: MISTAKES_SCHEMA,
  predictions: PREDICTIONS_SCHEMA,
  base: baselineModel,
  paired,
  flips: FLIPS_SCHEMA,
  teacher: closed(['kind', 'engine'], { kind: text, engine: text, accuracy: answers, exactMatch, error: errors }),
  training,
  quantization,
  scratch: closed(
    ['training'],
    { training, floatAccuracy: answers, accuracy: answers, floatError: errors, error: errors },
    'The same student trained without the teacher.',
  ),
  stages: STAGES_SCHEMA,
  streams: closed(
    ['recordings', 'steps', 'answer'],
    {
      recordings: count,
      steps: { ...count, description: 'Runs of the model, each with the state that the one before it left.' },
      answer: { enum: STREAM_ANSWERS, description: 'What a recording is judged by; each: its samples one by one.' },
    },
    'Of a test set of recordings (data.stream): accuracy is then that of recordings.',
  ),
  accuracy: answers,
  exactMatch,
  error: errors,
  warnings: {
    type: 'array',
    maxItems: 256,
    description: 'What looks wrong beside any budget, each with its remedy.',
    items: text,
  },
  accuracyReason: { ...text, description: 'Why there is no accuracy although there is a test set.' },
  floatAccuracy: answers,
  floatError: errors,
  boards: { type: 'array', maxItems: 256, items: board },
  computers: computerList,
  files: {
    type: 'array',
    maxItems: 256,
    description:
      'What the model was made from: the files that kd.yaml names for it, with the SHA-256 of their content.',
    items: closed(['path', 'sha256'], { path: text, sha256: digest }),
  },
  unmeasuredBoards: { type: 'array', maxItems: 256, items: unmeasuredBoard },
  budgets: { type: 'array', maxItems: 4096, items: judgement },
  headroom: { type: 'array', maxItems: 256, items: BOARD_HEADROOM_SCHEMA },
  history: HISTORY_SCHEMA,
  proposal: PROPOSAL_SCHEMA,
});

const { verdict: _, budgets: __, headroom: ___, history: ____, ...unjudged } = modelReport.properties;
const { base: _____, paired: ______, flips: _______, proposal: ________, ...ofInputsAlone } = unjudged;

/** A model's report before it is judged: what depends only on the inputs, so that it can be stored. */
export const FIGURES_SCHEMA = closed(['name', 'model', 'boards', 'inputs'], ofInputsAlone);
export const ANSWERS_SCHEMA = answers;
export const ERRORS_SCHEMA = errors;

export const REPORT_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'kd-gate report',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'tool', 'spec', 'seed', 'verdict', 'models'],
  properties: {
    version: { const: 1 },
    tool,
    spec: closed(['file', 'sha256'], { file: text, sha256: digest }),
    seed: { type: 'integer' },
    head: closed(
      ['commit', 'isClean'],
      { commit, isClean: { type: 'boolean', description: 'No file that git tracks was changed.' } },
      'HEAD of the repository when the report was made; absent outside of one.',
    ),
    verdict,
    base: closed(
      ['status'],
      {
        status: {
          enum: ['stored', 'measured', 'none'],
          description: 'Found in the result store, measured now, or nothing to compare with.',
        },
        commit,
        reason: { ...text, description: 'Why there is none.' },
        untracked: {
          type: 'array',
          maxItems: 1000,
          description: "Files that git doesn't track: the base was measured with the workspace's.",
          items: text,
        },
      },
      'What the models are compared with.',
    ),
    rules: RULES_SCHEMA,
    waiver: closed(
      ['label', 'status'],
      { label: text, by: text, status: { enum: ['accepted', 'void', 'no write access'] } },
      'A label that accepts failures.',
    ),
    missing: {
      type: 'array',
      maxItems: 64,
      description: 'Models whose report did not arrive: not measured.',
      items: text,
    },
    models: { type: 'array', maxItems: 64, items: modelReport },
  },
} as const;

export type Report = FromSchema<typeof REPORT_SCHEMA>;
export type ModelReport = FromSchema<typeof modelReport>;
export type MeasuredModel = FromSchema<typeof measuredModel>;
export type ReportedBoard = FromSchema<typeof board>;
export type ReportedComputer = FromSchema<typeof computer>;
export type UnmeasuredBoard = FromSchema<typeof unmeasuredBoard>;
export type ReportedTraining = FromSchema<typeof training>;
export type Answers = FromSchema<typeof answers>;
export type Errors = FromSchema<typeof errors>;
export type ArenaFigures = FromSchema<typeof arena>;
export type ReportedJudgement = FromSchema<typeof judgement>;
export type BoardHeadroom = FromSchema<typeof BOARD_HEADROOM_SCHEMA>;
export type BaselineModel = FromSchema<typeof baselineModel>;
export type Tool = FromSchema<typeof tool>;
export type ReportedRules = FromSchema<typeof RULES_SCHEMA>;
export type RuleChange = FromSchema<typeof RULE_CHANGE_SCHEMA>;
