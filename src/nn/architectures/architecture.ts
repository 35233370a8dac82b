// What an architecture is: a list of layers that depends on its settings, on the data's shape and on the classes.
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape } from '../../base/shape.ts';
import type { LAYERS_SCHEMA } from '../params.ts';

/** A layer as one writes it in kd.yaml: what has a default may be absent. */
export type WrittenLayer = FromSchema<(typeof LAYERS_SCHEMA)['items'], { keepDefaultedPropertiesOptional: true }>;

/** What the data say of a network: what it reads, and how many classes it tells apart. */
export interface DataSize {
  /** Of one sample. */
  readonly inputShape: Shape;
  readonly classes: number;
}

export interface Architecture<S, Settings = S extends JSONSchema ? FromSchema<S> : never> {
  /** Its settings in kd.yaml. */
  readonly schema: S;
  /** `reject`s data that don't fit it. Runs inside an `attempt`. */
  layers(settings: Settings, data: DataSize): readonly WrittenLayer[];
}

// `never`: each takes its own settings, which the schema has checked.
export type AnyArchitecture = Architecture<object, never>;

/** Under their names in kd.yaml. */
export type ArchitectureList = Readonly<Record<string, AnyArchitecture>>;

/** Height, width and channels. */
export function imageShape(name: string, { inputShape }: DataSize): readonly [h: number, w: number, c: number] {
  if (inputShape.length !== 3) refuse(name, 'images (height x width x channels)', inputShape);
  const [h, w, c] = inputShape;
  return [h, w, c];
}

/** `reject`s what is neither steps x channels nor steps x 1 x channels. */
export function checkSteps(name: string, { inputShape }: DataSize): void {
  const isSteps = inputShape.length === 2 || (inputShape.length === 3 && (inputShape[0] === 1 || inputShape[1] === 1));
  if (!isSteps) refuse(name, 'steps x channels', inputShape);
}

function refuse(name: string, takes: string, shape: Shape): never {
  return reject('network/arch', `${name} takes ${takes}, the data are ${describeShape(shape)}`);
}
