// What a loss says of itself that compares a layer with one of the teacher's: its settings, its gradient, its formula.
// It is added to the loss of the answers. `index.ts` is the list of all.
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Section } from '../../../base/one-of.ts';
import type { Shape } from '../../../base/shape.ts';
import type { Emitter, MemoryRegion } from '../../program/layer-steps.ts';

export interface FeatureSite extends Pick<Emitter, 'emit'> {
  /** [batch, ...studentShape], behind its regressor where it has one. */
  readonly student: MemoryRegion;
  readonly studentShape: Shape;
  /** [batch, ...teacherShape] */
  readonly teacher: MemoryRegion;
  readonly teacherShape: Shape;
  /** One for each sample: to be added to. */
  readonly losses: MemoryRegion;
  /** To be written: the gradient of the batch's mean by `student`. */
  readonly dStudent: MemoryRegion;
}

/** What the settings of every such loss have. */
export interface FeatureSettings {
  readonly weight: number;
}

// Methods and not functions as properties: so a loss of one kind of settings fits into a list of all.
export interface FeatureLoss<S, Settings = S extends JSONSchema ? FromSchema<S> : never> {
  /** Its settings in kd.yaml. */
  readonly schema: S;
  /**
   * Where the student's layer has another number of channels, it goes through a 1x1 convolution first, which is trained
   * with the student and thrown away. False: channels needn't agree.
   */
  readonly regresses: boolean;
  /** Only of layers that are images: height and width. */
  readonly onlyImages: boolean;
  emit(settings: Settings, site: FeatureSite): void;
  /** Its part of the formula, with its numbers. */
  describe(settings: Settings, student: string, teacher: string): string;
}

export type AnyFeatureLoss = FeatureLoss<object, FeatureSettings>;

export type FeatureLossList = Readonly<Record<string, AnyFeatureLoss>>;

/** One layer of the student's and one of the teacher's under one loss. */
export interface FeatureTerm {
  /** `{ hints: { weight: 1, … } }` */
  readonly loss: Section<FeatureSettings>;
  /** Index of the node whose values are compared. */
  readonly node: number;
  /** Of one sample. */
  readonly teacherShape: Shape;
}

/** `weight:` and `pairs:` of such a loss. */
export function featureSchema<const D extends string>(description: D, weight: number, ofWeight: string) {
  return {
    type: 'object',
    description,
    additionalProperties: false,
    required: ['pairs'],
    properties: {
      weight: { type: 'number', exclusiveMinimum: 0, maximum: 1e9, default: weight, description: ofWeight },
      pairs: {
        type: 'array',
        description: 'The layers that are compared.',
        minItems: 1,
        maxItems: 16,
        items: {
          type: 'object',
          description: 'One layer of each, for example { student: conv2d_2, teacher: conv2d_4 }.',
          additionalProperties: false,
          required: ['student', 'teacher'],
          properties: {
            student: { ...NAME, description: "Name of the student's layer; without one it is its kind and number." },
            teacher: { ...NAME, description: "Name of the teacher's layer." },
          },
        },
      },
    },
  } as const;
}

const NAME = { type: 'string', minLength: 1, maxLength: 64 } as const;
