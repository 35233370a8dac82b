// The shape of what is stored, checked before anything of it is used.
import type { FromSchema } from 'json-schema-to-ts';
import { PATH } from '../base/path.ts';
import { type CheckSource, schemaCheck } from '../base/schema-check.ts';
import { POINT_FIGURES_SCHEMA, type PointFigures, VERSION_SCHEMA } from '../report/history.ts';
import type { Figures } from '../report/measurements.ts';
import { ANSWERS_SCHEMA, ERRORS_SCHEMA, FIGURES_SCHEMA } from '../report/report.ts';
import { closed, commit, count, digest, text } from '../report/schema-parts.ts';
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

/** So many commits before a commit are known by its points. */
export const MOST_BEFORE = 100;

const before = { type: 'array', maxItems: MOST_BEFORE, items: commit } as const;

/** `points/KEY.json` */
export interface PointsEntry extends Seal<'points'> {
  readonly version: string;
  readonly kernelsSha256: string;
  readonly before: readonly string[];
  readonly models: readonly { readonly name: string; readonly figures: PointFigures }[];
  readonly isWhole: boolean;
}

interface Kinds {
  readonly result: Entry;
  readonly teacher: TeacherEntry;
  readonly commit: CommitEntry;
  readonly checkpoint: CheckpointEntry;
  readonly points: PointsEntry;
}

export type Kind = keyof Kinds;
export type EntryOf<K extends Kind> = Kinds[K];
/** What the seal is put on. */
export type BodyOf<K extends Kind> = Omit<Kinds[K], keyof Seal<K>>;

const FIGURES = { $ref: '#/$defs/figures' } as const;
const $defs = { figures: FIGURES_SCHEMA } as const;
const results = { type: 'array', maxItems: 64, items: FIGURES } as const;
const point = closed(['name', 'figures'], { name: text, figures: POINT_FIGURES_SCHEMA });
const points = { type: 'array', maxItems: 64, items: point } as const;

/** Each stands alone, so that a bundle brings it compiled. */
const CHECK_SOURCES: Readonly<Record<Kind, CheckSource>> = {
  result: source({ ...sealed('result', { files, figures: FIGURES, artifacts }), $defs }),
  teacher: source(sealed('teacher', { files, teaching, logits }, { state: floats })),
  checkpoint: source(sealed('checkpoint', { history, bestEpoch: count, numbers, best: count, floats })),
  commit: source({ ...sealed('commit', { untracked: files, results, isWhole: { type: 'boolean' } }), $defs }),
  points: source(
    sealed('points', {
      version: VERSION_SCHEMA,
      kernelsSha256: digest,
      before,
      models: points,
      isWhole: { type: 'boolean' },
    }),
  ),
};

export const STORE_CHECKS: readonly CheckSource[] = Object.values(CHECK_SOURCES);

const checks = {
  result: schemaCheck<Entry>(CHECK_SOURCES.result),
  teacher: schemaCheck<TeacherEntry>(CHECK_SOURCES.teacher),
  checkpoint: schemaCheck<CheckpointEntry>(CHECK_SOURCES.checkpoint),
  commit: schemaCheck<CommitEntry>(CHECK_SOURCES.commit),
  points: schemaCheck<PointsEntry>(CHECK_SOURCES.points),
};

export function hasShapeOf<K extends Kind>(kind: K, value: unknown): value is EntryOf<K> {
  return checks[kind](value);
}

function source(schema: object): CheckSource {
  return { schema };
}
