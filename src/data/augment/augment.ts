// Augmented samples: what comes out depends on the seed, the epoch and the sample, never on its batch.
import { chosenOf, type Section } from '../../base/one-of.ts';
import { attempt, mustAll, type Outcome, rejectAll, under } from '../../base/problem.ts';
import { type Random, random } from '../../base/random.ts';
import { type Shape, sizeOf } from '../../base/shape.ts';
import { type Dataset, gather } from '../dataset.ts';
import type { AugmentationList, Change, Mixing } from './augmentation.ts';
import { AUGMENTATIONS } from './index.ts';

/** `[{ shift: { … } }, …]`, as its schema has checked it; applied in order. */
export type AugmentChoices = readonly Section<object>[];

export interface Partner {
  readonly index: number;
  /** What the sample kept of itself; the partner has the rest. */
  readonly weight: number;
}

/** Writes an augmented sample into `out`; its partner, where it was mixed with one. */
export type Augment = (index: number, epoch: number, out: Float32Array) => Partner | undefined;

/**
 * `partners`: the samples that others are mixed with. Problems have the code `data/augment` and paths from `[0]`, the
 * first of the list.
 */
export function augmentOf(
  choices: AugmentChoices,
  { dataset, partners, seed }: { readonly dataset: Dataset; readonly partners: Int32Array; readonly seed: number },
  list: AugmentationList = AUGMENTATIONS,
): Outcome<Augment> {
  return attempt(() => {
    rejectAll(mixedTwice(choices, list));
    const steps = mustAll(choices.map((choice, i) => under(`[${i}]`, prepare(choice, dataset.shape, list))));
    const other = new Float32Array(sizeOf(dataset.shape));
    const draw = (index: number, upTo: number, source: Random, out: Float32Array): Partner | undefined => {
      gather(dataset, [index], out);
      let partner: Partner | undefined;
      for (const [i, step] of steps.slice(0, upTo).entries()) {
        if (typeof step === 'function') step(out, source);
        else {
          partner = { index: partners[source.below(partners.length)], weight: step.weight(source) };
          // What stands before in the list happens to both, what stands behind it to the mixture.
          draw(partner.index, i, source, other);
          blend(out, other, partner.weight);
        }
      }
      return partner;
    };
    return (index, epoch, out) => draw(index, steps.length, random(seed, `augment/${epoch}/${index}`), out);
  });
}

/** About as long as so many multiply-accumulates, for one sample. */
export function macsOfAugment(choices: AugmentChoices, shape: Shape, list: AugmentationList = AUGMENTATIONS): number {
  const entries = choices.map((choice) => chosenOf(list, choice).entry);
  const once = entries.reduce((sum, { macs }) => sum + macs, 0) * sizeOf(shape);
  return entries.some(({ mixes }) => mixes) ? 2 * once : once;
}

function prepare(choice: Section<object>, shape: Shape, list: AugmentationList): Outcome<Change | Mixing> {
  const { name, entry, value } = chosenOf(list, choice);
  return under(
    name,
    attempt(() => entry.prepare(value, shape)),
  );
}

/** A mixture of mixtures would need more than one partner. */
function mixedTwice(choices: AugmentChoices, list: AugmentationList) {
  const mixing = choices.flatMap((choice, i) => {
    const { name, entry } = chosenOf(list, choice);
    return entry.mixes ? [{ path: `[${i}].${name}` }] : [];
  });
  const message = 'samples are mixed a second time; remove one of both';
  return mixing.slice(1).map((place) => ({ code: 'data/augment', message, place }) as const);
}

/** first = weight * first + (1 - weight) * second; of samples as of targets. */
export function blend(first: Float32Array, second: Float32Array, weight: number): void {
  for (let i = 0; i < first.length; i++) first[i] = weight * first[i] + (1 - weight) * second[i];
}
