// What the architectures share: the width, and how a classifier ends.
import type { DataSize, WrittenLayer } from './architecture.ts';

export const width = (initial: number, description: string) =>
  ({ type: 'number', exclusiveMinimum: 0, maximum: 8, default: initial, description }) as const;

export const SOFTMAX = {
  type: 'boolean',
  default: true,
  description: 'End in a softmax: the device gets probabilities. Without it the model is one operator shorter.',
} as const;

/** So many channels at this width, at least one. */
export function scaled(channels: number, factor: number): number {
  return Math.max(1, Math.round(channels * factor));
}

/** `make_divisible` of the authors' MobileNets: a multiple of 8, at least 8 and at least 90 % of what was asked for. */
export function scaledBy8(channels: number, factor: number): number {
  const wanted = channels * factor;
  const near = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return near < 0.9 * wanted ? near + 8 : near;
}

/** One unit a class. */
export function classifier({ classes }: DataSize, softmax: boolean): readonly WrittenLayer[] {
  const dense = { name: 'classes', dense: { units: classes } };
  return softmax ? [dense, { name: 'softmax', softmax: {} }] : [dense];
}
