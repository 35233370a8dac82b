// The report of a run: every figure that any renderer shows, and the JSON Schema of report.json.
import type { FromSchema } from 'json-schema-to-ts';
import { COMMIT_PATTERN, SHA256_PATTERN } from '../base/digest.ts';
import { MEASURES } from '../budget/judge.ts';
import { VERDICTS } from '../budget/verdict.ts';

interface ObjectSchema<Keys, Properties> {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required: Keys;
  readonly properties: Properties;
}

/** An object that has no other keys than these; tsc refuses a required one that is none of them. */
function closed<const Properties extends object, const Keys extends readonly (keyof Properties & string)[]>(
  required: Keys,
  properties: Properties,
  description?: string,
): ObjectSchema<Keys, Properties> {
  const about = description === undefined ? {} : { description };
  return { type: 'object', ...about, additionalProperties: false, required, properties };
}

/** An object with keys of the user's. */
function mapOf<const Values extends object>(additionalProperties: Values, description: string) {
  return { type: 'object', description, additionalProperties } as const;
}

const verdict = { enum: VERDICTS } as const;
const text = { type: 'string', maxLength: 4096 } as const;
/** Whole numbers that a double holds exactly. */
const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const share = { type: 'number', minimum: -1, maximum: 1 } as const;
/** Far beyond any board, and far from where sums overflow. */
const milliseconds = { type: 'number', minimum: 0, maximum: 1e15 } as const;
/** Of any measure, or a difference of two. */
const figure = { type: 'number', minimum: -1e15, maximum: 1e15 } as const;
const percent = { type: 'number', minimum: 0, maximum: 1000 } as const;
const commit = { type: 'string', pattern: COMMIT_PATTERN } as const;
const digest = { type: 'string', pattern: SHA256_PATTERN } as const;

const answers = closed(
  ['correct', 'total'],
  { correct: count, total: count },
  'How many of the test samples were answered right.',
);

const arena = closed(['arenaUsedBytes', 'arenaMinBytes', 'headBytes', 'tailBytes'], {
  arenaUsedBytes: { ...count, description: 'What MicroInterpreter::arena_used_bytes() returns.' },
  arenaMinBytes: { ...count, description: 'The smallest arena with which AllocateTensors() succeeds.' },
  headBytes: { ...count, description: 'Planned tensors and scratch.' },
  tailBytes: { ...count, description: 'Persistent allocations.' },
  peak: closed(
    ['operator', 'bytes'],
    { operator: count, bytes: count },
    'The operator during which most planned bytes are alive.',
  ),
});

const operator = closed(['index', 'op', 'macs'], {
  index: count,
  op: text,
  macs: count,
  outputShape: { type: 'array', items: count },
});

const operatorWarning = closed(['operator', 'op', 'text'], {
  operator: count,
  subgraph: { ...count, description: 'Absent in the main one.' },
  op: text,
  text: { ...text, description: 'Where the answer on a board can be another one than here, and why.' },
});

const board = closed(['id', 'name', 'profile', 'ramBytes', 'flashBytes', 'fits'], {
  id: text,
  name: text,
  profile: { ...text, description: 'Core and kernel library, a key of `profiles`.' },
  ramBytes: { ...count, description: 'The largest contiguous RAM region that an arena can lie in.' },
  flashBytes: count,
  fits: {
    type: 'boolean',
    description: 'The arena fits into the RAM region and the model into flash, before the firmware takes its share.',
  },
  refused: {
    ...text,
    description: "What of the model the board's kernel library refuses; then nothing of it runs there.",
  },
  latencyMs: { ...milliseconds, description: 'Of one inference; absent where there is no evidence.' },
  latencyBandPercent: {
    ...percent,
    description:
      'The time of 9 in 10 models lies within this many percent, if the firmware is built as the source says.',
  },
  latencySource: { ...text, description: 'What the figure stands on.' },
  latencyReason: { ...text, description: 'Why there is no figure.' },
});

const place = {
  type: 'object',
  additionalProperties: false,
  properties: { file: text, line: count, column: count, path: text },
} as const;

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
  bandPercent: { ...figure, description: 'The truth lies within this many percent of the value.' },
  bandEnd: { ...figure, description: 'The end of that band on the other side of the limit than the value.' },
  base: figure,
  excess: figure,
  reason: text,
  lint: { ...text, description: 'Why the test set is too small to resolve this budget.' },
  ratchet: { type: 'boolean', description: 'The base is over this limit already, and this is no worse.' },
  ofBoard: { type: 'boolean', description: 'Of the board itself, not of a budget: nothing runs or is known there.' },
  place,
});

/** Of src/micro/precision.ts. */
const PRECISIONS = ['int8', 'int16', 'uint8', 'float32', 'mixed'] as const;

const runtime = closed(
  ['tflmCommit'],
  { tflmCommit: text, cmsisNnCommit: text },
  'Commits of tensorflow/tflite-micro and ARM-software/CMSIS-NN that the figures hold for.',
);

const measuredModel = closed(
  ['sha256', 'sizeBytes', 'gzipBytes', 'macs', 'operators', 'profiles'],
  {
    sha256: digest,
    sizeBytes: count,
    gzipBytes: { ...count, description: 'gzip level 9 by fflate, which compresses the same everywhere.' },
    macs: count,
    precision: { enum: PRECISIONS, description: 'What the model computes with; absent where nothing tells.' },
    operators: { type: 'array', items: operator },
    warnings: { type: 'array', items: operatorWarning, description: 'Absent where there are none.' },
    resourceVariables: {
      ...count,
      description: 'What firmware gives MicroResourceVariables::Create; absent where the model needs none.',
    },
    runtime,
    profiles: { type: 'object', additionalProperties: arena },
  },
  'What the .tflite file alone tells.',
);

const training = closed(['formula', 'epochs', 'bestEpoch', 'trainableParameters'], {
  formula: { ...text, description: 'The loss with its numbers.' },
  epochs: count,
  bestEpoch: { ...count, description: 'Counted from 1; chosen on the validation split.' },
  validationAccuracy: { ...share, description: 'Of the best epoch; absent when no samples are held out.' },
  trainableParameters: count,
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

const answersBySample = {
  type: 'string',
  description: 'One bit a test sample, 1 where the answer is right, the first in the lowest bit; hexadecimal.',
  pattern: '^([0-9a-f]{2})*$',
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
    perClass,
    answersBySample,
    boards: { type: 'array', maxItems: 256, items: board },
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
  classes: { type: 'array', items: text },
  perClass,
  answersBySample,
  base: baselineModel,
  paired,
  teacher: closed(['kind', 'engine'], { kind: text, engine: text, accuracy: answers }),
  training,
  scratch: closed(
    ['training', 'floatAccuracy', 'accuracy'],
    { training, floatAccuracy: answers, accuracy: answers },
    'The same student trained without the teacher.',
  ),
  accuracy: answers,
  warnings: {
    type: 'array',
    maxItems: 256,
    description: 'What looks wrong beside any budget, each with its remedy.',
    items: text,
  },
  accuracyReason: { ...text, description: 'Why there is no accuracy although there is a test set.' },
  floatAccuracy: answers,
  boards: { type: 'array', maxItems: 256, items: board },
  files: {
    type: 'array',
    maxItems: 256,
    description:
      'What the model was made from: the files that kd.yaml names for it, with the SHA-256 of their content.',
    items: closed(['path', 'sha256'], { path: text, sha256: digest }),
  },
  unmeasuredBoards: { type: 'array', maxItems: 256, items: unmeasuredBoard },
  budgets: { type: 'array', maxItems: 4096, items: judgement },
});

const { verdict: _, budgets: __, base: ___, paired: ____, ...ofInputsAlone } = modelReport.properties;

/** A model's report before it is judged: what depends only on the inputs, so that it can be stored. */
export const FIGURES_SCHEMA = closed(['name', 'model', 'boards', 'inputs'], ofInputsAlone);
export const ANSWERS_SCHEMA = answers;

/** So many changes are listed; the rest is counted. */
export const MOST_RULE_CHANGES = 1000;

const ruleChange = closed(['what', 'effect', 'text'], {
  model: text,
  what: { enum: ['budget', 'level', 'board', 'test set', 'model added', 'model removed', 'model renamed', 'more'] },
  before: text,
  after: text,
  effect: {
    enum: ['looser', 'unclear', 'tighter', 'none'],
    description: 'Whether what failed on the base may pass now; `unclear` where that depends on more than the rules.',
  },
  text: { ...text, description: 'In words, without the name of the model: `size max 8 KiB -> 80 KiB`.' },
  place,
});

const rules = closed(
  ['wanted', 'judgedBy', 'changes'],
  {
    wanted: { enum: ['head', 'base'], description: 'Whose rules were asked for.' },
    judgedBy: { enum: ['head', 'base'] },
    reason: { ...text, description: "Why the base's rules are not known." },
    changes: { type: 'array', maxItems: MOST_RULE_CHANGES, items: ruleChange },
  },
  "What judges: budgets, boards and models of the base's kd.yaml against those of the head's.",
);

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
    rules,
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
export type UnmeasuredBoard = FromSchema<typeof unmeasuredBoard>;
export type ReportedTraining = FromSchema<typeof training>;
export type Answers = FromSchema<typeof answers>;
export type ArenaFigures = FromSchema<typeof arena>;
export type ReportedJudgement = FromSchema<typeof judgement>;
export type BaselineModel = FromSchema<typeof baselineModel>;
export type Tool = FromSchema<typeof tool>;
export type ReportedRules = FromSchema<typeof rules>;
export type RuleChange = FromSchema<typeof ruleChange>;
