// Weights that TFLM_DECODE unpacks on the device, as they are, clustered or pruned: less flash, more arena and time.
import { DECODE_CODE_BYTES } from '../../gate/decode-weights.ts';
import type { Knob, Subject, Variant } from '../candidate.ts';
import { connectedStudent, untrainedModel } from '../untrained.ts';
import { clustered } from './cluster.ts';
import { sparse } from './prune.ts';

const PRICE = 0.05;
const PACKED: readonly Variant[] = [clustered(16), clustered(8), sparse(0.7)];

/** Of budgets for flash alone, and of networks that have more weights than DECODE has code. */
export const decode: Knob = (subject) => {
  const { limits, export: exported, prune, cluster, quantize } = subject.model;
  const isAsked = limits.some(({ measure }) => measure === 'size' || measure === 'flash');
  if (!isAsked || exported?.decode === 'auto' || quantize.mode !== 'int8' || isSmall(subject)) return [];
  const from = exported?.decode;
  const change = { path: ['export', 'decode'], ...(from !== undefined && { from }), to: 'auto' };
  const alone: Variant = { knob: 'export.decode', changes: [change], price: PRICE };
  const packed = PACKED.map(({ knob, changes, price }): Variant => {
    return { knob: `${alone.knob}, ${knob}`, changes: [change, ...changes], price: PRICE + price };
  });
  return prune || cluster ? [alone] : [alone, ...packed];
};

function isSmall({ model: { student, quantize }, data }: Subject): boolean {
  // The weights of a file are unknown here.
  if (!student.layers && !student.arch) return true;
  const network = connectedStudent(student, data);
  if (!network.ok) return true;
  const untrained = untrainedModel(network.value, { mode: 'int8', dense: quantize.dense });
  return !untrained.ok || untrained.value.parameters <= DECODE_CODE_BYTES;
}
