// All knobs. A knob is a file and its line here.

import { otherBoards } from './boards.ts';
import { clusters } from './cluster.ts';
import { decode } from './decode.ts';
import { depth } from './depth.ts';
import { compactExport } from './export.ts';
import { inputSize } from './input-size.ts';
import { kernel } from './kernel.ts';
import { layerWidth } from './layer-width.ts';
import { sparsity } from './prune.ts';
import { quantization } from './quantization.ts';
import { separable } from './separable.ts';
import { stride } from './stride.ts';
import { training } from './training.ts';
import { width } from './width.ts';

/** Of the whole network; its steps are crossed with every other change. */
export const WIDTHS = width;

/** Of the network's form. */
export const FORMS = [layerWidth, stride, kernel, separable, depth, inputSize] as const;

/** Crossed with nothing: another board is the largest change, and how well weights pack takes long to judge. */
export const ALONE = [decode, otherBoards] as const;

/** What leaves the network as it is. */
export const HANDLING = [compactExport, sparsity, clusters, quantization, training] as const;
