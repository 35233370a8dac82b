// The text of the kd.yaml that `init` writes of what it found; what isn't known yet stands with its default.
import type { Shape } from '../../base/shape.ts';

export interface Draft {
  readonly name: string;
  /** Other than classify. */
  readonly task?: string;
  /** Lines below `data:`; none for a student that is a finished model without data. */
  readonly data?: readonly string[];
  /** Lines of `teacher:`, `student:` and `distill:`. */
  readonly network: readonly string[];
  readonly boards: readonly string[];
  /** Lines below `budgets:`. */
  readonly budgets?: readonly string[];
}

/** A text of kd.yaml. */
export function draftText({ name, task, data, network, boards, budgets }: Draft): string {
  const indented = (lines: readonly string[], by: number) => lines.map((line) => `${' '.repeat(by)}${line}`);
  return [
    '# yaml-language-server: $schema=./kd.schema.json',
    '# (for completion in editors: kd-gate schema > kd.schema.json)',
    'version: 1',
    'seed: 1',
    'models:',
    `  ${name}:`,
    ...(task ? [`    task: ${task}`] : []),
    ...(data ? ['    data:', ...indented(data, 6)] : []),
    ...indented(network, 4),
    `    boards: [${boards.join(', ')}]  # kd-gate boards lists them`,
    ...(budgets ? ['    budgets:', ...indented(budgets, 6)] : []),
    '',
  ].join('\n');
}

/** A text as YAML has it, in quotes where it could be read as something else. */
export function yamlText(text: string): string {
  return /^[A-Za-z_./][A-Za-z0-9_./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n|\.+)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

/** A model's key in kd.yaml, after a file or folder. */
export function modelName(path: string): string {
  const base =
    path
      .split('/')
      .filter((part) => part !== '' && part !== '.')
      .at(-1) ?? '';
  const name = base
    .replace(/\.[A-Za-z0-9]+$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return name === '' || /^\d/.test(name) ? `model-${name}`.replace(/-$/, '') : name;
}

/** How the samples were found: what suits them follows. */
export type SampleKind = 'sound' | 'pictures' | 'series' | 'table';

/** Lines of the sections of these names. */
export interface NetworkDraft {
  readonly teacher: readonly string[];
  readonly student: readonly string[];
  readonly distill: string;
}

const TEACHER = 'teacher:  # trained here first; or tflite:, keras:, logits: of one that you have';
const DISTILL = 'distill: { epochs: 40, batch: 32 }';

/** A student for such samples, and a larger teacher that is trained first. `shape`: of a sample. */
export function networkFor(kind: SampleKind, shape: Shape, classes: number): NetworkDraft {
  if (kind === 'sound') {
    return {
      teacher: [TEACHER, '  arch: { ds-cnn: {} }', '  train: { epochs: 20, batch: 32 }'],
      student: ['student:', '  arch: { ds-cnn: { width: 0.5, blocks: 3 } }'],
      distill: DISTILL,
    };
  }
  const layers = (factor: number) => layersFor(shape, classes, factor).map((layer) => `    - ${layer}`);
  return {
    teacher: [TEACHER, '  layers:', ...layers(3)],
    student: ['student:', '  layers:', ...layers(1)],
    distill: DISTILL,
  };
}

/** `factor`: times as wide. */
function layersFor(shape: Shape, classes: number, factor: number): readonly string[] {
  const after = 'batchNorm: true, activation: relu6';
  const dense = `dense: { units: ${classes} }  # one a class`;
  if (shape.length < 3)
    return [...(shape.length > 1 ? ['flatten: {}'] : []), `dense: { units: ${24 * factor}, activation: relu6 }`, dense];
  const [height, width] = shape;
  if (width === 1) {
    const kernel = (length: number) => `kernel: [${Math.min(length, height)}, 1], stride: [${height > 8 ? 2 : 1}, 1]`;
    return [
      `conv2d: { filters: ${8 * factor}, ${kernel(5)}, ${after} }`,
      `conv2d: { filters: ${16 * factor}, ${kernel(5)}, ${after} }`,
      'globalAveragePool: {}',
      dense,
    ];
  }
  const stride = Math.min(height, width) >= 16 ? ', stride: 2' : '';
  return [
    `conv2d: { filters: ${8 * factor}, kernel: 3${stride}, ${after} }`,
    `depthwiseConv2d: { kernel: 3${stride}, ${after} }`,
    `conv2d: { filters: ${16 * factor}, kernel: 1, ${after} }`,
    `depthwiseConv2d: { kernel: 3, ${after} }`,
    `conv2d: { filters: ${24 * factor}, kernel: 1, ${after} }`,
    'globalAveragePool: {}',
    dense,
  ];
}
