// Values that share one scale: TFLite's CONCATENATION only moves bytes, so its inputs and its output have the range of
// all of them together, and with them what pools, PAD and RESHAPE hand on. TensorFlow's converter gives all of them the
// range of the output alone, which clips what a pool in front of it reads.
import type { ValueRange, ValueRanges } from './calibrate.ts';
import type { FoldedInput, FoldedNetwork, FoldedNode } from './folded.ts';

/** The calibrated range of every value with what it shares a scale with; `movesValues`: whether a node's output is its
 * input's values. */
export function sharedRanges(
  folded: FoldedNetwork,
  ranges: ValueRanges,
  movesValues: (node: FoldedNode) => boolean,
): (index: FoldedInput) => ValueRange {
  const { nodes } = folded;
  // Where a value is computed; of values that share a scale the first.
  const parents = new Map<FoldedInput, FoldedInput>();
  const rootOf = (i: FoldedInput): FoldedInput => {
    const parent = parents.get(i);
    return parent === undefined ? i : rootOf(parent);
  };
  nodes.forEach((node, index) => {
    if (!movesValues(node)) return;
    const roots = [...new Set(node.inputs.map(rootOf))].sort((a, b) => a - b);
    for (const i of [index, ...roots.slice(1)]) parents.set(i, roots[0]);
  });
  const computed = [-1, ...nodes.flatMap((node, i) => (movesValues(node) ? [] : [i]))];
  const shared = new Map<FoldedInput, ValueRange>();
  for (const i of computed) {
    const own = i < 0 || nodes[i].origin < 0 ? ranges.input : ranges.nodes[nodes[i].origin];
    const before = shared.get(rootOf(i)) ?? own;
    shared.set(rootOf(i), { min: Math.min(before.min, own.min), max: Math.max(before.max, own.max) });
  }
  return (index) => shared.get(rootOf(index)) ?? ranges.input;
}
