// `arch:` of kd.yaml, an architecture by name, to the `layers:` that it stands for, so that everything behind is the
// same.
import type { FromSchema } from 'json-schema-to-ts';
import { chosenOf, listOf, onlyKeyOf, propertiesOf } from '../../base/one-of.ts';
import { attempt, done, must, type Outcome, placed, withProblems } from '../../base/problem.ts';
import { LAYERS } from '../layers/index.ts';
import { buildNetwork } from '../network/build.ts';
import type { Network } from '../network/network.ts';
import type { LayerSpec } from '../params.ts';
import type { AnyArchitecture, ArchitectureList, DataSize, WrittenLayer } from './architecture.ts';
import { ARCHITECTURES } from './index.ts';

/** `arch:` for these architectures. */
export function archSchema<const L extends ArchitectureList>(list: L) {
  return {
    type: 'object',
    description: `An architecture by name: one of ${listOf(Object.keys(list))}.`,
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    properties: propertiesOf(list),
  } as const;
}

export const ARCH_SCHEMA = archSchema(ARCHITECTURES);

export type ArchParams = FromSchema<typeof ARCH_SCHEMA>;

/** How a section of kd.yaml says what a network is. */
export interface NetworkSection {
  readonly layers?: readonly LayerSpec[];
  readonly arch?: ArchParams;
}

/** Problems have paths from `layers[0]` or `arch.NAME`. */
export function buildSection(section: NetworkSection, data: DataSize, seed: number, stream: string): Outcome<Network> {
  return attempt(() => {
    const specs = must(layersOf(section, data));
    return must(inSection(section, buildNetwork(data.inputShape, specs, seed, stream)));
  });
}

/** Its layers with their defaults, those that an architecture stands for too. */
export function layersOf({ layers, arch }: NetworkSection, data: DataSize): Outcome<readonly LayerSpec[]> {
  return layers ? done(layers) : expandArchitecture(arch ?? {}, data);
}

/** What is wrong with a layer that an architecture brought is told at the architecture. */
export function inSection<T>({ arch }: NetworkSection, outcome: Outcome<T>): Outcome<T> {
  if (!arch) return outcome;
  const path = pathOf(arch);
  return withProblems(outcome, (problem) => {
    const isOfLayer = problem.place?.path?.startsWith('layers') ?? false;
    return isOfLayer ? { ...problem, place: { ...problem.place, path } } : problem;
  });
}

/** Without the defaults of its layers, as one would write it. */
export function writeArchitecture(arch: ArchParams, data: DataSize): Outcome<readonly WrittenLayer[]> {
  const { entry, value } = chosenOf<AnyArchitecture, unknown>(ARCHITECTURES, arch);
  return placed(
    attempt(() => entry.layers(value as never, data)),
    { path: pathOf(arch) },
  );
}

export function expandArchitecture(arch: ArchParams, data: DataSize): Outcome<readonly LayerSpec[]> {
  return attempt(() => must(writeArchitecture(arch, data)).map(withDefaults));
}

function pathOf(arch: ArchParams): string {
  return `arch.${onlyKeyOf(arch).name}`;
}

/** As ajv fills them in for `layers:`. */
function withDefaults(layer: WrittenLayer): LayerSpec {
  const entries = Object.entries(layer).map(([key, value]) => {
    if (!(key in LAYERS)) return [key, value];
    const { properties } = LAYERS[key as keyof typeof LAYERS].schema;
    const defaults = Object.entries(properties as Record<string, { readonly default?: unknown }>).flatMap(
      ([name, property]) => (property.default === undefined ? [] : [[name, property.default] as const]),
    );
    return [key, { ...Object.fromEntries(defaults), ...(value as object) }];
  });
  return Object.fromEntries(entries);
}
