// TFLite_Detection_PostProcess: tensorflow/lite/micro/kernels/detection_postprocess.cc. Boxes from anchors, then
// non-maximum suppression.
import { exp } from '../../base/elementary.ts';
import { reject } from '../../base/problem.ts';
import { byDecreasing, suppress, type Thresholds } from '../arithmetic/non-maximum-suppression.ts';
import type { Op, Preparation } from '../op.ts';
import { customOptionsOf } from '../tensors/options.ts';
import { inputAt, outputAt, requireType } from '../tensors/tensor.ts';
import { float32 } from '../tensors/views.ts';

const f32 = Math.fround;

interface Settings extends Thresholds {
  readonly boxes: number;
  readonly classes: number;
  /** Scores of one box; a first one beyond `classes` is the background's. */
  readonly scoresEach: number;
  readonly encodingLength: number;
  readonly maxDetections: number;
  readonly perDetection: number;
  readonly perClass: number;
  readonly regular: boolean;
  readonly scale: readonly [y: number, x: number, h: number, w: number];
}

function settingsOf(preparation: Preparation): Settings {
  const [encodings, scores, anchors] = [0, 1, 2].map((position) => inputAt(preparation, position));
  const options = customOptionsOf(preparation.operator);
  const option = (name: string) => options.get(name) ?? reject('micro/options', `the option ${name} is missing`);
  const classes = option('num_classes');
  const [, boxes = 0, encodingLength = 0] = encodings.shape;
  const scoresEach = scores.shape[2] ?? 0;
  const fits =
    encodings.shape.length === 3 &&
    scores.shape.length === 3 &&
    anchors.shape.length === 2 &&
    encodings.shape[0] === 1 &&
    encodingLength >= 4 &&
    scores.shape[1] === boxes &&
    anchors.shape[0] === boxes &&
    anchors.shape[1] === 4 &&
    (scoresEach === classes || scoresEach === classes + 1);
  if (!fits) reject('micro/shape', `${boxes} boxes of ${classes} classes don't fit the inputs`);
  const overlapThreshold = f32(option('nms_iou_threshold'));
  if (!(overlapThreshold > 0 && overlapThreshold <= 1)) reject('micro/options', `an overlap of ${overlapThreshold}`);
  return {
    boxes,
    classes,
    scoresEach,
    encodingLength,
    maxDetections: option('max_detections'),
    perDetection: option('max_classes_per_detection'),
    perClass: options.get('detections_per_class') ?? 100,
    regular: (options.get('use_regular_nms') ?? 0) !== 0,
    scoreThreshold: f32(option('nms_score_threshold')),
    overlapThreshold,
    scale: [f32(option('y_scale')), f32(option('x_scale')), f32(option('h_scale')), f32(option('w_scale'))],
  };
}

/** DecodeCenterSizeBoxes: ymin, xmin, ymax, xmax of every box; in float64, rounded to float32 where TFLM stores. */
function decode(settings: Settings, encodings: Float32Array, anchors: Float32Array, boxes: Float32Array): void {
  const { scale, encodingLength } = settings;
  const [yScale, xScale, hScale, wScale] = scale;
  for (let i = 0; i < settings.boxes; i++) {
    const [y, x, h, w] = encodings.subarray(i * encodingLength, i * encodingLength + 4);
    const [anchorY, anchorX, anchorH, anchorW] = anchors.subarray(4 * i, 4 * i + 4);
    const centreY = f32((y / yScale) * anchorH + anchorY);
    const centreX = f32((x / xScale) * anchorW + anchorX);
    const halfH = f32(0.5 * exp(h / hScale) * anchorH);
    const halfW = f32(0.5 * exp(w / wScale) * anchorW);
    if (!(halfH > 0 && halfW > 0)) reject('micro/value', `box ${i} has no height or no width`);
    boxes.set([centreY - halfH, centreX - halfW, centreY + halfH, centreX + halfW], 4 * i);
  }
}

interface Detection {
  readonly box: number;
  readonly label: number;
  readonly score: number;
}

/** NonMaxSuppressionMultiClassFastHelper: each box once, with its best classes. */
function detectFast(settings: Settings, boxes: Float32Array, scores: Float32Array): Detection[] {
  const { classes, scoresEach, maxDetections } = settings;
  const offset = scoresEach - classes;
  const count = Math.min(settings.perDetection, classes);
  const scoreOf = (box: number, label: number) => scores[box * scoresEach + offset + label];
  const best = Array.from({ length: settings.boxes }, (_, box) =>
    byDecreasing(
      Array.from({ length: classes }, (_, label) => label),
      (label) => scoreOf(box, label),
    ).slice(0, count),
  );
  return suppress(boxes, (box) => scoreOf(box, best[box][0]), maxDetections, settings).flatMap((box) =>
    best[box].map((label) => ({ box, label, score: scoreOf(box, label) })),
  );
}

/** NonMaxSuppressionMultiClassRegularHelper: class by class, then the best of all. */
function detectRegular(settings: Settings, boxes: Float32Array, scores: Float32Array): Detection[] {
  const { classes, scoresEach, maxDetections, perClass } = settings;
  const offset = scoresEach - classes;
  let kept: Detection[] = [];
  for (let label = 0; label < classes; label++) {
    const scoreOf = (box: number) => scores[box * scoresEach + offset + label];
    const found = suppress(boxes, scoreOf, Math.min(perClass, maxDetections), settings);
    const all = [...kept, ...found.map((box) => ({ box, label, score: scoreOf(box) }))];
    const order = byDecreasing([...all.keys()], (i) => all[i].score);
    kept = order.slice(0, maxDetections).map((i) => all[i]);
  }
  return kept;
}

export const detectionPostProcess: Op = (preparation) => {
  const { kernels } = preparation;
  const settings = settingsOf(preparation);
  const [encodings, scores, anchors] = [0, 1, 2].map((position) => {
    const tensor = inputAt(preparation, position);
    requireType(tensor, 'FLOAT32');
    return float32(kernels, tensor);
  });
  const [outBoxes, outClasses, outScores, outCount] = [0, 1, 2, 3].map((position) => {
    const tensor = outputAt(preparation, position);
    requireType(tensor, 'FLOAT32');
    return float32(kernels, tensor);
  });
  const { maxDetections, regular, perDetection, classes } = settings;
  const most = regular ? maxDetections : maxDetections * Math.min(perDetection, classes);
  if (!(most > 0) || outBoxes.length < 4 * most || Math.min(outClasses.length, outScores.length) < most) {
    reject('micro/shape', `${most} detections don't fit the outputs`);
  }
  if (outCount.length < 1) reject('micro/shape', 'there is no place for the number of detections');
  const boxes = new Float32Array(4 * settings.boxes);
  const detect = regular ? detectRegular : detectFast;
  // Each candidate is compared with each that is chosen.
  const chosen = Math.min(settings.boxes, Math.max(maxDetections, settings.perClass));
  return {
    steps: classes * settings.boxes * chosen,
    run() {
      decode(settings, encodings, anchors, boxes);
      const found = detect(settings, boxes, scores);
      if (regular) for (const output of [outBoxes, outClasses, outScores]) output.fill(0, 0, output.length);
      found.forEach(({ box, label, score }, i) => {
        outBoxes.set(boxes.subarray(4 * box, 4 * box + 4), 4 * i);
        outClasses[i] = label;
        outScores[i] = score;
      });
      outCount[0] = regular ? found.length : found.length / Math.min(perDetection, classes);
    },
  };
};
