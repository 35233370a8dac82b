// Convolutions taken apart: a depthwise one and one of 1x1 in place of both together (Chollet 2017, Xception).
import type { Knob } from '../candidate.ts';
import { describeLayer, layersIn, sideOf, writtenLayer } from '../layers.ts';

const PRICE = 0.1;
const SEPARABLE: Readonly<Record<string, string | undefined>> = {
  conv2d: 'separableConv2d',
  conv1d: 'separableConv1d',
};

export const separable: Knob = (subject) =>
  layersIn(subject).flatMap((layer) => {
    const { kind, settings, index } = layer;
    const other = SEPARABLE[kind];
    if (other === undefined || sideOf(settings.kernel) === 1) return [];
    const change = {
      path: ['student', 'layers', index],
      from: writtenLayer(subject, layer),
      to: writtenLayer(subject, layer, other),
    };
    return [{ knob: `${describeLayer(layer)} separable`, changes: [change], price: PRICE }];
  });
