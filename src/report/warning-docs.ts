// Where docs/warnings.md says why a warning is given. Reports hold warnings as sentences, stored ones too, so they are
// told apart by words that stand in one alone.
import type { ProblemCode } from '../base/problem-codes.ts';
import type { DocPlace } from './doc-links.ts';

interface WarningKind {
  /** The heading's anchor. */
  readonly anchor: string;
  readonly words: RegExp;
}

export const WARNING_KINDS: readonly WarningKind[] = [
  { anchor: 'no-sample-of-a-class', words: /^data\.(train|test) has no sample of / },
  { anchor: 'all-values-are-the-same', words: /^all values of data\.(train|test) are / },
  { anchor: 'samples-in-both-sets', words: / of the [\d,.\u00a0]+ test samples (is|are) in data\.train too/ },
  { anchor: 'large-input-values', words: /^the network is fed values from / },
  { anchor: 'inputs-far-from-zero', words: /^(channel|feature) \d+ lies around / },
  { anchor: 'large-targets', words: /^the targets go up to / },
  { anchor: 'values-outside-the-input', words: / of the test values lie outside / },
  { anchor: 'values-in-a-small-part-of-the-range', words: /^the test values lie within / },
  {
    anchor: 'a-teacher-that-guesses',
    words: /^the teacher answers .* no better than guessing|^the teacher's mean error is /,
  },
  { anchor: 'probabilities-for-logits', words: /^the teacher's answers are probabilities/ },
  { anchor: 'classes-in-another-order', words: / if its classes come in another order / },
  { anchor: 'augmentation-left-out', words: /^distill\.augment was left out/ },
  { anchor: 'training-learned-nothing', words: /^training learned nothing/ },
  { anchor: 'the-best-epoch-is-the-last', words: /^the best epoch is the last of / },
  { anchor: 'a-class-that-is-never-answered', words: / never answered right / },
  { anchor: 'state-that-cmsis-nn-forgets', words: / forgets its state after every Invoke/ },
  { anchor: 'fewer-channels-than-asked', words: /^prune\.channels asks for / },
  { anchor: 'memory-that-nothing-writes', words: / arena was: |what the arena held before/ },
  { anchor: 'sums-in-32-bits', words: /sums int16 activations in 32 bits/ },
  { anchor: 'ties-on-esp32-p4', words: /ESP-NN on ESP32-P4 rounds ties otherwise/ },
];

/** The page itself where it isn't known. */
export function placeOfWarning(text: string): DocPlace {
  const found = WARNING_KINDS.find(({ words }) => words.test(text) || words.test(text.replace(/^[^:]*: /, '')));
  return found ? `warnings.md#${found.anchor}` : 'warnings.md';
}

/** What goes wrong beside the verdict, by the first part of its code. */
export const PROBLEM_ANCHORS: ReadonlyMap<string, string> = new Map([
  ['store', 'stored-results-that-are-not-used'],
  ['cache', 'the-actions-cache-failed'],
  ['baseline', 'a-base-that-is-not-there'],
  ['github', 'what-github-did-not-take'],
]);

/** Undefined where the message says all. */
export function placeOfProblem(code: ProblemCode): DocPlace | undefined {
  const anchor = PROBLEM_ANCHORS.get(code.split('/')[0]);
  return anchor === undefined ? undefined : `warnings.md#${anchor}`;
}
