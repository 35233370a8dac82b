// The report of a run: every figure that any renderer shows, and the JSON Schema of report.json.
import type { FromSchema } from 'json-schema-to-ts';
import { MEASURES } from '../budget/judge.ts';
import { VERDICTS } from '../budget/verdict.ts';

const verdict = { enum: VERDICTS } as const;
const text = { type: 'string', maxLength: 4096 } as const;
const count = { type: 'integer', minimum: 0 } as const;
const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;

const answers = {
  type: 'object',
  description: 'How many of the test samples were answered right.',
  additionalProperties: false,
  required: ['correct', 'total'],
  properties: { correct: count, total: count },
} as const;

const arena = {
  type: 'object',
  additionalProperties: false,
  required: ['arenaUsedBytes', 'arenaMinBytes', 'headBytes', 'tailBytes'],
  properties: {
    arenaUsedBytes: { ...count, description: 'What MicroInterpreter::arena_used_bytes() returns.' },
    arenaMinBytes: { ...count, description: 'The smallest arena with which AllocateTensors() succeeds.' },
    headBytes: { ...count, description: 'Planned tensors and scratch.' },
    tailBytes: { ...count, description: 'Persistent allocations.' },
    peak: {
      type: 'object',
      description: 'The operator during which most planned bytes are alive.',
      additionalProperties: false,
      required: ['operator', 'bytes'],
      properties: { operator: count, bytes: count },
    },
  },
} as const;

const operator = {
  type: 'object',
  additionalProperties: false,
  required: ['index', 'op', 'macs'],
  properties: { index: count, op: text, macs: count, outputShape: { type: 'array', items: count } },
} as const;

const board = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'name', 'profile', 'ramBytes', 'flashBytes', 'fits'],
  properties: {
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
    latencyMs: { type: 'number', description: 'Of one inference; absent where there is no evidence.' },
    latencyBandPercent: {
      type: 'number',
      description:
        'The time of 9 in 10 models lies within this many percent, if the firmware is built as the source says.',
    },
    latencySource: { ...text, description: 'What the figure stands on.' },
    latencyReason: { ...text, description: 'Why there is no figure.' },
  },
} as const;

const judgement = {
  type: 'object',
  additionalProperties: false,
  required: ['measure', 'kind', 'level', 'verdict', 'text'],
  properties: {
    measure: { enum: MEASURES },
    scope: text,
    kind: { enum: ['max', 'min', 'maxIncrease', 'maxDrop'] },
    level: { enum: ['fail', 'warn'] },
    verdict,
    text: { ...text, description: 'The limit as kd.yaml writes it.' },
    limit: { type: 'number' },
    value: { type: 'number' },
    base: { type: 'number' },
    excess: { type: 'number' },
    reason: text,
    lint: { ...text, description: 'Why the test set is too small to resolve this budget.' },
    ratchet: { type: 'boolean', description: 'The base is over this limit already, and this is no worse.' },
    place: {
      type: 'object',
      additionalProperties: false,
      properties: { file: text, line: count, column: count, path: text },
    },
  },
} as const;

const measuredModel = {
  type: 'object',
  description: 'What the .tflite file alone tells.',
  additionalProperties: false,
  required: ['sha256', 'sizeBytes', 'gzipBytes', 'macs', 'operators', 'profiles'],
  properties: {
    sha256: digest,
    sizeBytes: count,
    gzipBytes: { ...count, description: 'gzip level 9 by fflate, which compresses the same everywhere.' },
    macs: count,
    operators: { type: 'array', items: operator },
    profiles: { type: 'object', additionalProperties: arena },
  },
} as const;

const training = {
  type: 'object',
  additionalProperties: false,
  required: ['formula', 'epochs', 'bestEpoch', 'trainableParameters'],
  properties: {
    formula: { ...text, description: 'The loss with its numbers.' },
    epochs: count,
    bestEpoch: { ...count, description: 'Counted from 1; chosen on the validation split.' },
    validationAccuracy: { type: 'number', description: 'Of the best epoch; absent when no samples are held out.' },
    trainableParameters: count,
  },
} as const;

const tool = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'version', 'kernelsSha256'],
  properties: { name: { const: 'kd-gate' }, version: text, kernelsSha256: digest },
} as const;

const inputs = {
  type: 'object',
  description: 'SHA-256 of everything the result depends on.',
  additionalProperties: digest,
} as const;

const settings = {
  type: 'object',
  description: "The model's section of kd.yaml, defaults included, each value by its path.",
  additionalProperties: text,
} as const;

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

const baseModel = {
  type: 'object',
  description: 'The same model on the base.',
  additionalProperties: false,
  required: ['tool', 'inputs', 'model', 'boards'],
  properties: {
    tool,
    inputs,
    settings,
    model: measuredModel,
    accuracy: answers,
    floatAccuracy: answers,
    perClass,
    answersBySample,
    boards: { type: 'array', maxItems: 256, items: board },
  },
} as const;

const paired = {
  type: 'object',
  description: "Both models' answers to the same test samples: McNemar's exact test.",
  additionalProperties: false,
  required: ['total', 'lost', 'gained', 'difference', 'low', 'high', 'pDrop'],
  properties: {
    total: count,
    lost: { ...count, description: 'Samples that only the base answers right.' },
    gained: { ...count, description: 'Samples that only this model answers right.' },
    difference: { type: 'number', description: 'Of the accuracies, as a share.' },
    low: { type: 'number', description: 'Lower end of its 95 % interval.' },
    high: { type: 'number', description: 'Upper end of its 95 % interval.' },
    pDrop: { type: 'number', description: 'One-sided p of a drop.' },
  },
} as const;

const modelReport = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'verdict', 'model', 'boards', 'budgets', 'inputs'],
  properties: {
    name: text,
    verdict,
    model: measuredModel,
    inputs,
    settings,
    classes: { type: 'array', items: text },
    perClass,
    answersBySample,
    base: baseModel,
    paired,
    teacher: {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'engine'],
      properties: { kind: text, engine: text, accuracy: answers },
    },
    training,
    scratch: {
      type: 'object',
      description: 'The same student trained without the teacher.',
      additionalProperties: false,
      required: ['training', 'floatAccuracy', 'accuracy'],
      properties: { training, floatAccuracy: answers, accuracy: answers },
    },
    accuracy: answers,
    floatAccuracy: answers,
    boards: { type: 'array', maxItems: 256, items: board },
    budgets: { type: 'array', maxItems: 4096, items: judgement },
  },
} as const;

export const REPORT_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'kd-gate report',
  type: 'object',
  additionalProperties: false,
  required: ['version', 'tool', 'spec', 'seed', 'verdict', 'models'],
  properties: {
    version: { const: 1 },
    tool,
    spec: {
      type: 'object',
      additionalProperties: false,
      required: ['file', 'sha256'],
      properties: { file: text, sha256: digest },
    },
    seed: { type: 'integer' },
    verdict,
    base: {
      type: 'object',
      description: 'What the models are compared with.',
      additionalProperties: false,
      required: ['status'],
      properties: {
        status: {
          enum: ['stored', 'measured', 'none'],
          description: 'Found in the result store, measured now, or nothing to compare with.',
        },
        commit: text,
        reason: { ...text, description: 'Why there is none.' },
        untracked: {
          type: 'array',
          maxItems: 1000,
          description: "Files that git doesn't track: the base was measured with the workspace's.",
          items: text,
        },
      },
    },
    waiver: {
      type: 'object',
      description: 'A label that accepts failures.',
      additionalProperties: false,
      required: ['label', 'status'],
      properties: { label: text, by: text, status: { enum: ['accepted', 'void', 'no write access'] } },
    },
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
export type ReportedTraining = FromSchema<typeof training>;
export type Answers = FromSchema<typeof answers>;
export type ArenaFigures = FromSchema<typeof arena>;
export type ReportedJudgement = FromSchema<typeof judgement>;
export type BaseModel = FromSchema<typeof baseModel>;
export type Tool = FromSchema<typeof tool>;
