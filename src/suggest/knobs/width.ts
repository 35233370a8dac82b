// The width of all layers together: the factor of an architecture, or filters and units in proportion.
import { chosenOf } from '../../base/one-of.ts';
import { ARCHITECTURES } from '../../nn/architectures/index.ts';
import type { Knob, Variant } from '../candidate.ts';
import type { Change } from '../change.ts';
import { widenable } from '../layers.ts';

export const WIDTH = 'width';

/** Steps of about 4 %, from an eighth to four times. */
const STEP = 1.04;
const STEPS = 53;
const MOST_FACTOR = 4;
const FACTORS = /* @__PURE__ */ factors();

/** By products alone: of a power V8 versions have different last bits. */
function factors(): readonly number[] {
  const found: number[] = [];
  for (let i = 0, factor = STEP; i < STEPS; i++, factor *= STEP) {
    found.push(1 / factor);
    if (factor <= MOST_FACTOR) found.push(factor);
  }
  return found;
}

const MOST_WIDTH = 8;

export const width: Knob = (subject) => {
  const { arch } = subject.model.student;
  if (arch) return ofArchitecture(arch);
  const layers = widenable(subject);
  const seen = new Set<string>();
  return FACTORS.flatMap((factor): Variant[] => {
    const changes = layers.flatMap(({ path, key, width: from }): Change[] => {
      const to = Math.max(1, Math.round(from * factor));
      return to === from ? [] : [{ path: [...path, key], from, to }];
    });
    const name = JSON.stringify(changes);
    if (changes.length === 0 || seen.has(name)) return [];
    seen.add(name);
    return [{ knob: WIDTH, changes, price: 0 }];
  });
};

function ofArchitecture(arch: Parameters<typeof chosenOf>[1] & object): readonly Variant[] {
  const { name, value } = chosenOf(ARCHITECTURES, arch);
  const { width: from } = { width: undefined, ...(value as object) };
  if (typeof from !== 'number') return [];
  return FACTORS.map((factor) => Number((from * factor).toPrecision(2)))
    .filter((to, i, all) => to !== from && to <= MOST_WIDTH && all.indexOf(to) === i)
    .map((to) => ({ knob: WIDTH, changes: [{ path: ['student', 'arch', name, 'width'], from, to }], price: 0 }));
}
