// Every warning has a heading in docs/warnings.md that says why, and links there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../src/base/problem-codes.ts';
import { amendWith } from '../../src/commands/modes/present.ts';
import { warnOf } from '../../src/commands/problems.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { renderComment } from '../../src/report/comment.ts';
import { docUrl } from '../../src/report/doc-links.ts';
import { renderText } from '../../src/report/text.ts';
import { PROBLEM_ANCHORS, placeOfProblem, placeOfWarning, WARNING_KINDS } from '../../src/report/warning-docs.ts';
import { memoryIo } from '../commands/io.ts';
import { failingReport } from './claims.ts';

const root = join(import.meta.dirname, '../..');
const headings = readFileSync(join(root, 'docs/warnings.md'), 'utf8')
  .split('\n')
  .flatMap((line) => /^## (.+)$/.exec(line)?.slice(1) ?? []);
const slugs = headings.map((heading) => new GithubSlugger().slug(heading));

/** One of each kind, as its source writes it; `file` has the words. */
const EXAMPLES: readonly (readonly [anchor: string, text: string, file: string, words: string])[] = [
  [
    'no-sample-of-a-class',
    'data.test has no sample of class 3; add some, or take the class out of data.classes',
    'gate/warnings.ts',
    'has no sample of',
  ],
  [
    'all-values-are-the-same',
    'all values of data.train are 0, so there is nothing to tell samples apart',
    'gate/warnings.ts',
    'all values of data.',
  ],
  [
    'samples-in-both-sets',
    '1,024 of the 2,000 test samples are in data.train too, so accuracy says less',
    'gate/warnings.ts',
    ' in data.train too',
  ],
  [
    'large-input-values',
    'the network is fed values from 0 to 255, and learns best near -1 to 1',
    'gate/warnings.ts',
    'the network is fed values from',
  ],
  [
    'inputs-far-from-zero',
    'channel 2 lies around 0.98 and varies by 0.25 only, and a network learns best around 0',
    'gate/warnings.ts',
    ' lies around ',
  ],
  [
    'large-targets',
    'the targets go up to 1000, and a network learns best those near -1 to 1',
    'gate/warnings.ts',
    'the targets go up to',
  ],
  [
    'values-outside-the-input',
    '12% of the test values lie outside -1..1, which the input holds',
    'gate/warnings.ts',
    'of the test values lie outside',
  ],
  [
    'values-in-a-small-part-of-the-range',
    'the test values lie within 0..0.01, a small part',
    'gate/warnings.ts',
    'the test values lie within',
  ],
  [
    'a-teacher-that-guesses',
    'the teacher answers 10.0% right, no better than guessing; are its classes in order?',
    'gate/warnings.ts',
    'no better than guessing',
  ],
  [
    'a-teacher-that-guesses',
    "the teacher's mean error is 3.1, no better than always the mean; are its",
    'gate/warnings.ts',
    "the teacher's mean error is",
  ],
  [
    'probabilities-for-logits',
    "the teacher's answers are probabilities, since each row adds up to 1",
    'gate/teacher-doubts.ts',
    "the teacher's answers are probabilities",
  ],
  [
    'classes-in-another-order',
    'the teacher answers 10% of the training samples right, and 90% if its classes come in another order (x)',
    'gate/teacher-doubts.ts',
    'if its classes come in another order',
  ],
  [
    'augmentation-left-out',
    "distill.augment was left out: the teacher's answers are no answers to changed samples",
    'gate/warnings.ts',
    'distill.augment was left out',
  ],
  [
    'training-learned-nothing',
    'training learned nothing: 10% of the held-out samples are right',
    'gate/warnings.ts',
    'training learned nothing',
  ],
  [
    'the-best-epoch-is-the-last',
    'the best epoch is the last of 20; a higher rate',
    'gate/warnings.ts',
    'the best epoch is the last of',
  ],
  [
    'a-class-that-is-never-answered',
    'class 3 is never answered right (0 of 9 samples)',
    'gate/warnings.ts',
    'never answered right',
  ],
  [
    'state-that-cmsis-nn-forgets',
    "CMSIS-NN's UNIDIRECTIONAL_SEQUENCE_LSTM (operator 2) forgets its state after every Invoke",
    'gate/stream-warnings.ts',
    'forgets its state after every Invoke',
  ],
  [
    'fewer-channels-than-asked',
    'prune.channels asks for 90% of the work, 40% went',
    'gate/refine-student.ts',
    'prune.channels asks for',
  ],
  [
    'memory-that-nothing-writes',
    'operator 3 (STRIDED_SLICE): begins outside of its input, so TFLM leaves its output as the arena was: x',
    'micro/ops/strided-slice.ts',
    'arena was: ',
  ],
  [
    'memory-that-nothing-writes',
    'operator 1 (SPACE_TO_BATCH_ND): pads with a value that TFLM never sets: what the arena held before',
    'micro/ops/space.ts',
    'what the arena held before',
  ],
  [
    'sums-in-32-bits',
    "on ESP32: operator 0 (CONV_2D): ESP-NN's kernel sums int16 activations in 32 bits where",
    'micro/footprints/esp-nn-defects.ts',
    'sums int16 activations in 32 bits',
  ],
  [
    'ties-on-esp32-p4',
    'on ESP32-P4: operator 0 (CONV_2D): the scale is a power of two, where ESP-NN on ESP32-P4 rounds ties otherwise',
    'micro/footprints/esp-nn-defects.ts',
    'rounds ties otherwise',
  ],
];

describe('docs/warnings.md', () => {
  test('has a heading for each kind, and none for what is no warning', () => {
    const anchors = [...WARNING_KINDS.map(({ anchor }) => anchor), ...PROBLEM_ANCHORS.values()];
    expect([...new Set(anchors)].sort()).toEqual([...slugs].sort());
  });

  test.each(EXAMPLES)('%s: %s', (anchor, text, file, words) => {
    expect(placeOfWarning(text)).toBe(`warnings.md#${anchor}`);
    // What the source says now.
    expect(readFileSync(join(root, 'src', file), 'utf8')).toContain(words);
  });

  test('every kind has an example', () => {
    expect(new Set(EXAMPLES.map(([anchor]) => anchor))).toEqual(new Set(WARNING_KINDS.map(({ anchor }) => anchor)));
  });

  test('what nobody knows links to the page', () => {
    expect(placeOfWarning('a warning of a later version')).toBe('warnings.md');
  });
});

// Sources of warnings that no example stands for would go unseen.
test('warnings come from the files that the examples name', () => {
  const sources = readdirSync(join(root, 'src/gate')).filter((file) => /warnings\.ts$|doubts\.ts$/.test(file));
  expect(sources.sort()).toEqual(['stream-warnings.ts', 'teacher-doubts.ts', 'warnings.ts']);
});

describe('each place where a warning is shown', () => {
  const [, text] = EXAMPLES[2];
  const report = failingReport();
  const warned = { ...report, models: report.models.map((model) => ({ ...model, warnings: [text] })) };
  const url = docUrl('warnings.md#samples-in-both-sets', report.tool.version);

  test('links in the comment and in annotations, in the text of this version', () => {
    expect(url).toMatch(
      /^https:\/\/github\.com\/kd-gate\/kd-gate\/blob\/(main|v\d+\.\d+\.\d+)\/docs\/warnings\.md#samples-in-both-sets$/,
    );
    expect(renderComment(warned, { limit: 65_000 })).toContain(`([why](${url}))`);
    expect(annotationsOf(warned).map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`(why: ${url})`),
    );
  });

  test('names the page on the terminal', () => {
    expect(renderText(warned, { colour: false })).toContain('    why: docs/warnings.md#samples-in-both-sets\n');
  });

  test.each(['1.2.3/../x', '1.2', 'v1.2.3', ''])('a report of the version %j links to main', (version) => {
    expect(docUrl('warnings.md', version)).toBe('https://github.com/kd-gate/kd-gate/blob/main/docs/warnings.md');
  });
});

describe('what goes wrong beside the verdict', () => {
  const problem = { code: 'store/damaged', message: 'a stored result was damaged and is measured again' } as const;

  test.each<readonly [ProblemCode, string | undefined]>([
    ['store/link', 'warnings.md#stored-results-that-are-not-used'],
    ['cache/failed', 'warnings.md#the-actions-cache-failed'],
    ['baseline/merge-base', 'warnings.md#a-base-that-is-not-there'],
    ['github/permission', 'warnings.md#what-github-did-not-take'],
    ['spec/type', undefined],
  ])('%s has its heading: %s', (code, place) => {
    expect(placeOfProblem(code)).toBe(place);
  });

  test('names the page on the terminal, behind the warning', () => {
    const io = memoryIo();
    warnOf(io, [problem, { code: 'suggest/exists', message: 'kd.yaml was saved' }]);
    expect(io.written.err.split('\n')).toEqual([
      'warning: a stored result was damaged and is measured again',
      '  why: docs/warnings.md#stored-results-that-are-not-used',
      'warning: kd.yaml was saved',
      '',
    ]);
  });

  test('links in annotations, in the text of the version that ran', () => {
    const report = failingReport();
    const message = (version: string) => amendWith(0, [problem], version).annotations[0].message;
    const place = 'docs/warnings.md#stored-results-that-are-not-used';
    expect(message(report.tool.version)).toBe(
      `${problem.message} (why: ${docUrl('warnings.md', report.tool.version).replace('docs/warnings.md', place)})`,
    );
    expect(message('1.2.3')).toContain(`/blob/v1.2.3/${place})`);
  });
});
