// The shape of what is stored, checked before anything of it is used.
import type { FromSchema } from 'json-schema-to-ts';
import { PATH } from '../base/path.ts';
import { newAjv } from '../base/schema-check.ts';
import type { Figures } from '../report/measurements.ts';
import { ANSWERS_SCHEMA, ERRORS_SCHEMA, FIGURES_SCHEMA } from '../report/report.ts';
import { count, digest, text } from '../report/schema-parts.ts';
import { ARTIFACT_NAMES } from './artifact-names.ts';
import { FORMAT } from './keys.ts';
import type { FileList } from './reads.ts';

/** Of answers: right ones, or errors. */
const SCORE = { accuracy: ANSWERS_SCHEMA, exactMatch: ANSWERS_SCHEMA, error: ERRORS_SCHEMA } as const;

const files = {
  type: 'array',
  maxItems: 1_000_000,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['path', 'sha256'],
    properties: { path: PATH, sha256: digest },
  },
} as const;

/** What stands in every stored JSON. `digest`: of all of the rest, the key included. */
interface Seal<Kind extends string> {
  readonly format: typeof FORMAT;
  readonly kind: Kind;
  readonly key: string;
  readonly digest: string;
}

function sealed<Kind extends string>(kind: Kind, properties: object, optional: object = {}) {
  return {
    $id: kind,
    type: 'object',
    additionalProperties: false,
    required: ['format', 'kind', 'key', 'digest', ...Object.keys(properties)],
    properties: { format: { const: FORMAT }, kind: { const: kind }, key: digest, digest, ...properties, ...optional },
  } as const;
}

const artifacts = {
  type: 'array',
  maxItems: ARTIFACT_NAMES.length,
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'sha256'],
    properties: { name: { enum: ARTIFACT_NAMES }, sha256: digest },
  },
} as const;

/** `results/KEY/FILES.json`; the artifacts' content lies in `blobs/SHA256`. */
export interface Entry extends Seal<'result'> {
  readonly files: FileList;
  readonly figures: Figures;
  readonly artifacts: FromSchema<typeof artifacts>;
}

const teaching = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'engine', 'digests'],
  properties: {
    kind: text,
    engine: text,
    ...SCORE,
    testAnswers: { type: 'string', maxLength: 2 ** 20, pattern: '^[A-Za-z0-9+/]*={0,2}$' },
    digests: {
      type: 'object',
      maxProperties: 16,
      // Those of an ensemble have their member's number.
      propertyNames: { pattern: '^[A-Za-z]{1,32}[1-8]?$' },
      additionalProperties: digest,
    },
  },
} as const;

const logits = {
  type: 'object',
  additionalProperties: false,
  required: ['sha256', 'count', 'classes'],
  properties: { sha256: digest, count, classes: count },
} as const;

const floats = {
  type: 'object',
  additionalProperties: false,
  required: ['sha256', 'count'],
  properties: { sha256: digest, count },
} as const;

/** `teachers/KEY/FILES.json`; the logits, and what makes it the same teacher again, lie in `blobs/SHA256`. */
export interface TeacherEntry extends Seal<'teacher'> {
  readonly files: FileList;
  readonly teaching: FromSchema<typeof teaching>;
  readonly logits: FromSchema<typeof logits>;
  readonly state?: FromSchema<typeof floats>;
}

const epoch = {
  type: 'object',
  additionalProperties: false,
  required: ['epoch', 'learningRate', 'trainLoss'],
  properties: {
    epoch: count,
    learningRate: { type: 'number' },
    trainLoss: { type: 'number' },
    validation: {
      type: 'object',
      additionalProperties: false,
      required: ['loss', 'labelLoss'],
      properties: { loss: { type: 'number' }, labelLoss: { type: 'number' }, ...SCORE },
    },
  },
} as const;

const history = { type: 'array', minItems: 1, maxItems: 100_000, items: epoch } as const;
const numbers = { type: 'array', maxItems: 100_000, items: { type: 'number' } } as const;

/** The first line of `checkpoints/KEY`; floats follow, of the best network and then of the trainer. */
export interface CheckpointEntry extends Seal<'checkpoint'> {
  readonly history: readonly FromSchema<typeof epoch>[];
  readonly bestEpoch: number;
  readonly numbers: readonly number[];
  readonly best: number;
  readonly floats: FromSchema<typeof floats>;
}

/** `commits/KEY.json` */
export interface CommitEntry extends Seal<'commit'> {
  readonly untracked: FileList;
  readonly results: readonly Figures[];
  readonly isWhole: boolean;
}

interface Kinds {
  readonly result: Entry;
  readonly teacher: TeacherEntry;
  readonly commit: CommitEntry;
  readonly checkpoint: CheckpointEntry;
}

export type Kind = keyof Kinds;
export type EntryOf<K extends Kind> = Kinds[K];
/** What the seal is put on. */
export type BodyOf<K extends Kind> = Omit<Kinds[K], keyof Seal<K>>;

const ajv = newAjv({
  inlineRefs: false,
  schemas: [
    { $id: 'figures', ...FIGURES_SCHEMA },
    sealed('result', { files, figures: { $ref: 'figures' }, artifacts }),
    sealed('teacher', { files, teaching, logits }, { state: floats }),
    sealed('checkpoint', { history, bestEpoch: count, numbers, best: count, floats }),
    sealed('commit', {
      untracked: files,
      results: { type: 'array', maxItems: 64, items: { $ref: 'figures' } },
      isWhole: { type: 'boolean' },
    }),
  ],
});

export function hasShapeOf<K extends Kind>(kind: K, value: unknown): value is EntryOf<K> {
  const validate = ajv.getSchema(kind);
  if (!validate) throw new Error(`there is no schema of a stored ${kind}`);
  return validate(value) === true;
}
