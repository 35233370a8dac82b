// What a .tflite file alone tells, as a report has it.
import { ARENA_MAPS_SCHEMA } from './arena-map.ts';
import { DECODE_SCHEMA } from './decode.ts';
import { INSTRUCTIONS_BY_OPERATOR, WEIGHT_BYTES } from './operator-costs.ts';
import { closed, count, digest, mapOf, percent, text } from './schema-parts.ts';

export const arena = closed(['arenaUsedBytes', 'arenaMinBytes', 'headBytes', 'tailBytes'], {
  arenaUsedBytes: { ...count, description: 'What MicroInterpreter::arena_used_bytes() returns.' },
  arenaMinBytes: { ...count, description: 'The smallest arena with which AllocateTensors() succeeds.' },
  headBytes: { ...count, description: 'Planned tensors and scratch.' },
  tailBytes: { ...count, description: 'Persistent allocations.' },
  peak: closed(
    ['operator', 'bytes'],
    { operator: count, bytes: count },
    'The operator during which most planned bytes are alive.',
  ),
});

const operator = closed(['index', 'op', 'macs'], {
  index: count,
  op: text,
  macs: count,
  outputShape: { type: 'array', items: count },
  weightBytes: WEIGHT_BYTES,
});

const operatorWarning = closed(['operator', 'op', 'text'], {
  operator: count,
  subgraph: { ...count, description: 'Absent in the main one.' },
  op: text,
  text: { ...text, description: 'Where the answer on a board can be another one than here, and why.' },
});

/** Of src/micro/precision.ts. */
const PRECISIONS = ['int8', 'int16', 'uint8', 'float32', 'mixed'] as const;

const costs = closed([], {
  instructions: { ...count, description: 'Executed in one Invoke.' },
  instructionsBandPercent: { ...percent, description: 'Where some operators are bounded and not counted.' },
  instructionsAtLeast: { ...count, description: 'Of the operators that are counted, where others are not.' },
  instructionsReason: { ...text, description: 'Why there is no figure.' },
  instructionsByOperator: INSTRUCTIONS_BY_OPERATOR,
  flashBytes: { ...count, description: 'Of the model, and of the code of TFLM and its kernels that it needs.' },
  flashBandPercent: { ...percent, description: 'The truth lies within this many percent.' },
  flashReason: { ...text, description: "Why the kernels' code is not known." },
});

const runtime = closed(
  ['tflmCommit'],
  {
    tflmCommit: text,
    cmsisNnCommit: text,
    espTfliteMicroCommit: text,
    espNn: { type: 'array', items: closed(['version', 'commit'], { version: text, commit: text }) },
  },
  'Commits of tensorflow/tflite-micro, ARM-software/CMSIS-NN, espressif/esp-tflite-micro and espressif/esp-nn that ' +
    'the figures hold for.',
);

export const measuredModel = closed(
  ['sha256', 'sizeBytes', 'gzipBytes', 'macs', 'operators', 'profiles'],
  {
    sha256: digest,
    sizeBytes: count,
    gzipBytes: { ...count, description: 'gzip level 9 by fflate, which compresses the same everywhere.' },
    macs: count,
    precision: { enum: PRECISIONS, description: 'What the model computes with; absent where nothing tells.' },
    operators: { type: 'array', items: operator },
    warnings: { type: 'array', items: operatorWarning, description: 'Absent where there are none.' },
    resourceVariables: {
      ...count,
      description: 'What firmware gives MicroResourceVariables::Create; absent where the model needs none.',
    },
    runtime,
    profiles: { type: 'object', additionalProperties: arena },
    arenaMaps: ARENA_MAPS_SCHEMA,
    costs: mapOf(costs, 'By profile: instructions and flash, which need no board to be known.'),
    decode: DECODE_SCHEMA,
    compact: closed(
      ['fullBytes'],
      {
        fullBytes: { ...count, description: 'Of the file that it is made from, which TensorFlow reads.' },
        reason: { ...text, description: 'Why the file stays as it was.' },
      },
      'What export.compact did; absent without it.',
    ),
    metadata: closed(
      ['bytes'],
      { bytes: { ...count, description: 'In model.tflite, or with export.compact in model.full.tflite alone.' } },
      'What export.metadata takes; absent without it.',
    ),
  },
  'What the .tflite file alone tells.',
);
