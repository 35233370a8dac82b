// Mutated kd.yaml files: none makes the parser throw, none loses a budget, and messages stay short.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describeProblem } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import { parseSpec } from '../../src/config/parse.ts';
import type { FuzzCounts } from './counts.ts';

const MOST_MESSAGE = 1500;
const LIMIT_KEYS = ['max', 'min', 'maxIncrease', 'maxDrop'];
/** Every section and every kind of budget. */
const LARGE = `version: 1
seed: 7
models:
  a:
    data:
      train: { npy: { x: data/x.npy, y: data/y.npy } }
      test: { csv: { file: data/test.csv, label: kind, delimiter: ";" } }
      classes: [no, yes]
      shape: [4, 4, 1]
      normalize: { subtract: 1, divide: 2 }
      calibrate: { from: test, samples: 16 }
    teacher: { logits: { train: data/t.npy, test: data/u.npy } }
    student:
      layers:
        - conv2d: { filters: 4, kernel: 3, batchNorm: true, activation: relu6 }
          name: first
        - maxPool: { pool: 2 }
        - flatten: {}
        - dropout: { rate: 0.1 }
        - dense: { units: 2 }
    distill: { temperature: 4, alpha: 0.1, epochs: 20, batch: 64, optimizer: { sgd: { learningRate: 1e-2 } } }
    boards: [arduino-nano-33-ble, ./ours.yaml]
    budgets:
      size: { max: 50 KiB, maxIncrease: 2% }
      arena: { max: 32 KiB, maxIncrease: 1 KiB }
      accuracy: { min: 90%, maxDrop: 1.0 pp }
      quantDrop: { max: 1.5 pp, level: warn }
      latency: { max: 100 ms, level: warn }
  b:
    data: { test: { idx: { images: a.gz, labels: b.gz } } }
    student: { tflite: model.tflite }
    budgets: { size: { max: 10 KiB } }
`;
const PIECES = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ':',
    ': ',
    ',',
    '- ',
    '\n',
    '\t',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '<<: ',
    '|',
    '>',
    '? ',
  ],
  ...[
    'max',
    'min',
    'maxIncrease',
    'maxDrop',
    'level: warn',
    'budgets:',
    'models:',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...[
    'null',
    '~',
    'true',
    '0',
    '-1',
    '1e999',
    '.nan',
    '0x10',
    '50 KiB',
    '90%',
    '\u202e',
    '##[add-mask]e',
    '\0',
    '---\n',
    '%YAML 1.1\n',
  ],
];

/**
 * From the root of the checkout. `seed` decides every text. A false pass: accepted with fewer limits than the text has.
 * A crash: thrown, or a message that is too long or holds what can't be seen.
 */
export async function fuzzSpecs(count: number, seed: number): Promise<FuzzCounts> {
  const digits = readFileSync('fixtures/digits/kd.over-budget.yaml', 'utf8');
  const next = numbers(seed);
  const counts = { tried: 0, refused: 0, accepted: 0, falsePasses: 0, crashes: 0 };
  let slowest = 0;
  for (; counts.tried < count; counts.tried++) {
    const text = mutated(next(2) === 0 ? digits : LARGE, next);
    const start = performance.now();
    try {
      const outcome = parseSpec(text, 'kd.yaml');
      if (outcome.ok) {
        counts.accepted++;
        const found = Object.values(outcome.value.models).reduce((sum, { limits }) => sum + limits.length, 0);
        if (found !== limitsIn(text)) report('false pass', counts.falsePasses++, text);
      } else {
        counts.refused++;
        if (!outcome.problems.map(describeProblem).every(isSound)) report('message', counts.crashes++, text);
      }
    } catch (error) {
      report(String(error), counts.crashes++, text);
    }
    slowest = Math.max(slowest, performance.now() - start);
  }
  console.log(`kd.yaml: ${JSON.stringify(counts)}, the slowest in ${Math.round(slowest)} ms`);
  return counts;
}

function isSound(message: string): boolean {
  return message.length <= MOST_MESSAGE && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|##\[/u.test(message);
}

/** Keys of limits under `budgets`, counted by another reader than kd-gate's. */
function limitsIn(text: string): number {
  const { models } = parse(text, { maxAliasCount: 0, uniqueKeys: false }) as {
    models: Record<string, { budgets?: object }>;
  };
  return Object.values(models).reduce((sum, { budgets }) => {
    const groups: unknown[] = Object.values(budgets ?? {});
    return sum + groups.flatMap((group) => Object.keys(Object(group))).filter((key) => LIMIT_KEYS.includes(key)).length;
  }, 0);
}

type Next = (below: number) => number;

function numbers(seed: number): Next {
  const draw = random(seed, 'fuzz');
  return (below) => draw.below(below);
}

/** One to three changes: bytes, pieces put in, parts cut out, doubled, or moved. */
function mutated(text: string, next: Next): string {
  let changed = text;
  for (let times = 1 + next(next(3) + 1); times > 0; times--) {
    const at = next(changed.length + 1);
    const end = Math.min(changed.length, at + 1 + next(next(4) === 0 ? 200 : 8));
    const [before, part, after] = [changed.slice(0, at), changed.slice(at, end), changed.slice(end)];
    const piece = PIECES[next(PIECES.length)];
    const to = next(before.length + 1);
    const kinds = [
      () => before + piece + part + after,
      () => before + piece + after,
      () => before + after,
      () => before + part + part + after,
      () => before + String.fromCharCode(next(128)) + after,
      () => before.slice(0, to) + part + before.slice(to) + after,
    ];
    changed = kinds[next(kinds.length)]();
  }
  return changed;
}

function report(what: string, before: number, text: string): void {
  if (before < 3) console.log(`${what}:\n${text}\n`);
}
