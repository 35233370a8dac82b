// Arithmetic that a model does without a layer: `x + y`, and `x / 127.5 - 1` as the preprocess_input of Keras' own
// models writes it.
import { reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import type { Site } from '../build.ts';
import { addAll } from './joining.ts';
import type { Translation, Translations } from './layer.ts';
import { affine } from './scaling.ts';

/** What a number on the right, or on the left, of the sign makes of x: its factor and what is added. */
interface Sign {
  readonly right?: (n: number) => readonly [scale: number, offset: number];
  readonly left?: (n: number) => readonly [scale: number, offset: number];
}

const ADD: Sign = { right: (n) => [1, n], left: (n) => [1, n] };
const SUBTRACT: Sign = { right: (n) => [1, -n], left: (n) => [-1, n] };
const MULTIPLY: Sign = { right: (n) => [n, 0], left: (n) => [n, 0] };
const DIVIDE: Sign = { right: (n) => [1 / n, 0] };

function byNumber({ right, left }: Sign, site: Site) {
  const { operands, path } = site;
  const at = operands.findIndex((operand) => typeof operand === 'number');
  const made = (at === 0 ? left : right)?.(Number(operands[at]));
  if (site.inputs.length !== 1 || at < 0 || !made?.every(Number.isFinite)) {
    const what = `${quote(path)} is arithmetic that a student can't hold`;
    return reject('keras/layer', `${what}; use Add, Concatenate or Rescaling`);
  }
  return affine(site, [made[0]], [made[1]]);
}

const add: Translation = (settings) => {
  settings.pass('function');
  return (site) => (site.inputs.length > 1 ? addAll(site) : byNumber(ADD, site));
};

const arithmetic =
  (sign: Sign): Translation =>
  (settings) => {
    settings.pass('function');
    return (site) => byNumber(sign, site);
  };

/** By the class in Keras 3, and by the function in Keras 2. */
export const ARITHMETIC = {
  Add: add,
  Subtract: arithmetic(SUBTRACT),
  Multiply: arithmetic(MULTIPLY),
  TrueDivide: arithmetic(DIVIDE),
  Divide: arithmetic(DIVIDE),
  '__operators__.add': add,
  'math.add': add,
  'math.subtract': arithmetic(SUBTRACT),
  'math.multiply': arithmetic(MULTIPLY),
  'math.truediv': arithmetic(DIVIDE),
  'math.divide': arithmetic(DIVIDE),
} as const satisfies Translations;
