// The pairs of layers that a student's training compares with its teacher's: `hints:` and `attention:`.

import { chosenOf, listFirst } from '../base/one-of.ts';
import { attempt, must, mustAll, type Outcome, reject, under } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { describeShape, type Shape, sameShape, sizeOf } from '../base/shape.ts';
import { suggest } from '../base/suggest.ts';
import { LAYERS } from '../nn/layers/index.ts';
import { type LayerList, layerOf } from '../nn/layers/layer.ts';
import type { AnyFeatureLoss, FeatureSettings, FeatureTerm } from '../nn/losses/features/feature-loss.ts';
import { FEATURE_LOSSES } from '../nn/losses/features/index.ts';
import { MOST_PARAMETERS } from '../nn/network/build.ts';
import { layerEnds } from '../nn/network/layer-ends.ts';
import type { Network } from '../nn/network/network.ts';
import type { DistillParams } from './params.ts';

/** The shapes of one sample's output, by the layers' names. */
export type LayerShapes = ReadonlyMap<string, Shape>;

/** The layers of a teacher that runs here. */
export interface TeacherLayers {
  readonly shapes: LayerShapes;
  /** Their outputs [count, ...shape] for normalised samples, one array for each name. */
  features(x: Float32Array, count: number, names: readonly string[]): readonly Float32Array[];
}

export interface LayerPairs {
  readonly terms: readonly FeatureTerm[];
  /** For each term the teacher's layer. */
  readonly names: readonly string[];
  /** For each term its part of the formula. */
  readonly formulas: readonly string[];
  /** Multiply-accumulates for one sample of the layers that bring the student's to the teacher's channels. */
  readonly macs: number;
}

type ComparisonParams = Pick<DistillParams, keyof typeof FEATURE_LOSSES>;

interface Pair {
  readonly student: string;
  readonly teacher: string;
}

const MOST_NAMED = 12;

/** Whether the training needs a teacher whose layers can be seen. */
export function comparesLayers(params: ComparisonParams): boolean {
  return kindsOf(params).length > 0;
}

function kindsOf(params: ComparisonParams) {
  return Object.entries(FEATURE_LOSSES).flatMap(([kind, entry]: readonly [string, AnyFeatureLoss]) => {
    const settings = params[kind as keyof ComparisonParams];
    return settings ? [{ kind, entry, settings }] : [];
  });
}

/** `shapes`: undefined for a teacher whose layers can't be seen. Problems have paths inside `distill:`. */
export function layerPairs(
  network: Network,
  params: ComparisonParams,
  shapes: LayerShapes | undefined,
): Outcome<LayerPairs> {
  return attempt(() => {
    const found = kindsOf(params).flatMap(({ kind, entry, settings }) =>
      settings.pairs.map((pair, i) => {
        if (!shapes) return under(kind, noLayers(kind));
        const paired = under(`${kind}.pairs[${i}]`, pairUp(network, shapes, entry, pair));
        return attempt(() => ({
          term: { ...must(paired), loss: { [kind]: settings } },
          name: pair.teacher,
          formula: entry.describe(settings, pair.student, pair.teacher),
        }));
      }),
    );
    const all = mustAll(found);
    const added = all.map(({ term }) => regressorOf(network, term));
    const weights = added.reduce((sum, { weights }) => sum + weights, 0);
    if (weights > MOST_PARAMETERS) {
      const wrong = `the layers that hints need to bring channels together have ${weights} weights`;
      reject('network/too-large', `${wrong}; at most ${MOST_PARAMETERS} may be`, { path: 'hints' });
    }
    return {
      macs: added.reduce((sum, { macs }) => sum + macs, 0),
      terms: all.map(({ term }) => term),
      names: all.map(({ name }) => name),
      formulas: all.map(({ formula }) => formula),
    };
  });
}

/** What its 1x1 convolution has and computes; none where the channels agree, or needn't. */
function regressorOf({ nodes }: Network, { loss, node, teacherShape }: FeatureTerm) {
  const { entry } = chosenOf<AnyFeatureLoss, FeatureSettings>(FEATURE_LOSSES, loss);
  const { outputShape } = nodes[node];
  const [own, teachers] = [outputShape, teacherShape].map((shape) => shape[shape.length - 1]);
  if (!entry.regresses || own === teachers) return { weights: 0, macs: 0 };
  return { weights: own * teachers, macs: sizeOf(outputShape) * teachers };
}

function noLayers(kind: string): Outcome<never> {
  return attempt(() => {
    const wrong = `${kind} compares layers, and this teacher's can't be seen`;
    return reject('student/teacher-layers', `${wrong}; train one here (teacher: { layers: ... }), or take it out`);
  });
}

function pairUp(network: Network, shapes: LayerShapes, entry: AnyFeatureLoss, pair: Pair) {
  return attempt(() => {
    const ends = layerEnds(network);
    const [end, teacherShape] = mustAll<unknown>([
      under('student', lookUp(ends, pair.student, 'student')),
      under('teacher', lookUp(shapes, pair.teacher, 'teacher')),
    ]) as [{ readonly node: number; readonly shape: Shape }, Shape];
    must(under('student', checkEnd(network, end.node, pair.student)));
    must(checkShapes(entry, pair, end.shape, teacherShape));
    return { node: end.node, teacherShape };
  });
}

function lookUp<T>(layers: ReadonlyMap<string, T>, name: string, whose: string): Outcome<T> {
  return attempt(() => {
    const found = layers.get(name);
    if (found !== undefined) return found;
    const names = [...layers.keys()];
    const near = suggest(name, names);
    const advice = near === undefined ? `it has ${listFirst(names, MOST_NAMED)}` : `did you mean "${near}"?`;
    return reject('student/unknown-layer', `the ${whose} has no layer ${quote(name)}; ${advice}`);
  });
}

function checkEnd({ nodes }: Network, node: number, name: string): Outcome<void> {
  return attempt(() => {
    const layers: LayerList = LAYERS;
    const { kind } = nodes[node];
    if (!layerOf(layers, kind).onlyLast) return;
    const message = `${quote(name)} is a ${kind}, which training leaves out; name the layer in front of it`;
    reject('student/unknown-layer', message);
  });
}

function checkShapes(entry: AnyFeatureLoss, pair: Pair, own: Shape, teachers: Shape): Outcome<void> {
  return attempt(() => {
    const shapes =
      `${quote(pair.student)} gives ${describeShape(own)}, ` +
      `the teacher's ${quote(pair.teacher)} ${describeShape(teachers)}`;
    if (entry.onlyImages && (own.length !== 3 || teachers.length !== 3)) {
      reject('student/layer-shapes', `${shapes}; attention is of layers that are images (height x width x channels)`);
    }
    if (own.length !== teachers.length || !sameShape(own.slice(0, -1), teachers.slice(0, -1))) {
      reject('student/layer-shapes', `${shapes}; name two layers of the same height and width`);
    }
  });
}
