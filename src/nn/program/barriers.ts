// Where threads have to wait for each other: before a call that touches what another thread's share of an earlier call
// touches.
import type { MemoryRegion, Operand, RegionOperand } from './layer-steps.ts';
import type { StepName, WorkRange } from './program.ts';

export interface PlacedCall {
  readonly kernel: StepName;
  readonly args: readonly Operand[];
  readonly range: WorkRange;
}

/** The calls with barriers between them, for more than one thread. */
export function separate(calls: readonly PlacedCall[]): readonly (PlacedCall | 'barrier')[] {
  const separated: (PlacedCall | 'barrier')[] = [];
  let together: PlacedCall[] = [];
  for (const call of calls) {
    if (together.some((earlier) => collide(earlier, call))) {
      separated.push('barrier');
      together = [];
    }
    separated.push(call);
    together.push(call);
  }
  return separated;
}

function collide(a: PlacedCall, b: PlacedCall): boolean {
  const sameShares = sameRange(a.range, b.range);
  return regionsOf(a).some((x) =>
    regionsOf(b).some((y) => {
      if (!x.writes && !y.writes) return false;
      // Equal shares of one region: each thread meets only what it wrote itself.
      if (x.region === y.region && sameShares) return false;
      return overlap(x.region, y.region);
    }),
  );
}

/** Whether each thread gets the same samples, the same blocks, or the same elements. */
function sameRange(a: WorkRange, b: WorkRange): boolean {
  if (a.over === 'samples') return b.over === 'samples';
  if (a.over === 'blocks') return b.over === 'blocks' && a.each === b.each;
  return b.over === 'elements' && a.length === b.length && a.multiple === b.multiple;
}

function overlap(a: MemoryRegion, b: MemoryRegion): boolean {
  return a.address < b.address + b.bytes && b.address < a.address + a.bytes;
}

export function regionsOf({ args }: Pick<PlacedCall, 'args'>): readonly RegionOperand[] {
  return args.flatMap((arg) => (typeof arg === 'object' && 'region' in arg ? [arg] : []));
}
