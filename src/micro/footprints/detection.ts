// TFLite_Detection_PostProcess: tensorflow/lite/micro/kernels/detection_postprocess.cc. Init measured, Prepare from the
// source.
import { dimension } from '../tensors/extents.ts';
import { customOptionsOf } from '../tensors/options.ts';
import { both, type Footprint, scratch, temporaries } from './footprint.ts';

export const detectionPostProcessFootprint: Footprint = {
  opDataBytes: both(112),
  prepare: ({ operator, inputs }) => {
    const options = customOptionsOf(operator);
    const [most, classes] = [options.get('max_detections') ?? 0, options.get('num_classes') ?? 0];
    const [encodings, scores] = inputs;
    const boxes = dimension(encodings, 1);
    const words = [
      4 * boxes,
      dimension(scores, 1) * dimension(scores, 2),
      boxes,
      boxes,
      most * boxes,
      most * boxes,
      boxes,
      most * boxes,
      Math.max(classes, most) * boxes,
      Math.min(boxes, most) * boxes,
    ];
    return [...temporaries(...inputs), scratch(boxes), ...words.map((count) => scratch(4 * count))];
  },
};
