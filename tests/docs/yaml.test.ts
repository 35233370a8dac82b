// Every YAML block of the documentation is what it says: a kd.yaml or a part of one, a board file, a workflow.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeProblem, type Problem } from '../../src/base/problem.ts';
import { readBoardFile } from '../../src/config/board-file.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { variantsOf, wholeFileOf } from './fragment.ts';
import { PAGES, ROOT } from './pages.ts';

const trace = new NoOperationTraceWriter();
const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, unknown>>;
};

const blocks = PAGES.flatMap(({ path, blocks }) =>
  blocks
    .filter(({ language }) => language === 'yaml')
    .map(({ line, text }) => ({ at: `${path}:${line}`, text, kind: kindOf(text) })),
);

function kindOf(text: string): 'workflow' | 'steps' | 'file' {
  if (/^- (uses|run|name|id):/m.test(text) && !/^[a-z]+:/m.test(text)) return 'steps';
  return /^jobs:/m.test(text) ? 'workflow' : 'file';
}

/** Steps in a job of which only they are the example's. */
const HEAD = 'on: push\njobs:\n  example:\n    runs-on: ubuntu-latest\n    steps:\n';
const workflowOf = ({ kind, text }: (typeof blocks)[number]) =>
  kind === 'steps' ? HEAD + text.replace(/^(?=.)/gm, '      ') : text;

const workflows = blocks.filter(({ kind }) => kind !== 'file').map((block) => [block.at, workflowOf(block)] as const);
const files = blocks
  .filter(({ kind }) => kind === 'file')
  .flatMap(({ at, text }) =>
    variantsOf(text).map((variant, i, { length }) => [length > 1 ? `${at}, way ${i + 1}` : at, variant] as const),
  );

describe('workflows', () => {
  test.each(workflows)('%s is one, for GitHub', (name, content) => {
    const errors = parseWorkflow({ name, content }, trace).context.errors.getErrors();
    expect(errors.map(({ message }) => message)).toEqual([]);
  });

  test.each(workflows)('%s gives kd-gate only inputs that it has', (_, text) => {
    const { jobs } = parse(text) as {
      readonly jobs: Readonly<Record<string, { readonly steps: readonly { uses?: string; with?: object }[] }>>;
    };
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const inputs = steps
      .filter(({ uses }) => /kd-gate(@|$)|^\.\/$/.test(uses ?? ''))
      .flatMap((step) => Object.keys(step.with ?? {}));
    expect(inputs.filter((name) => !(name in action.inputs))).toEqual([]);
  });
});

/** The complaints of the reader of such files; empty where it has none. */
function complaintsAbout(text: string): string[] {
  const whole = wholeFileOf(text);
  if (whole === undefined) return ['neither kd.yaml nor a board file has a place for these keys'];
  const problemsOf = (problems: readonly Problem[]) => problems.map(describeProblem);
  if (whole.kind === 'board') {
    const board = readBoardFile(whole.text, 'example.yaml');
    return board.ok ? [] : problemsOf(board.problems);
  }
  const spec = parseSpec(whole.text, 'kd.yaml');
  return spec.ok ? [] : problemsOf(spec.problems);
}

describe('files', () => {
  test.each(files)('%s is a kd.yaml or a board file, or a part of one', (_, text) => {
    expect(complaintsAbout(text)).toEqual([]);
  });

  test('what would be found', () => {
    expect(complaintsAbout('budgets: { arnea: { max: 1 KiB } }')).toEqual([
      expect.stringContaining('did you mean "arena"?'),
    ]);
    expect(complaintsAbout('measured: [{ model: a.tflite }]')).toHaveLength(1);
    expect(complaintsAbout('colour: red')).toEqual(['neither kd.yaml nor a board file has a place for these keys']);
  });
});

test('every block says what language it is in, and none is indented in place of a fence', () => {
  const known = [
    'sh',
    'yaml',
    'text',
    'cpp',
    'python',
    'json',
    'csv',
    'ts',
    'js',
    'html',
    'xml',
    'powershell',
    'diff',
    'markdown',
  ];
  const strange = PAGES.flatMap(({ path, blocks, indented }) => [
    ...blocks.filter(({ language }) => !known.includes(language)).map(({ line }) => `${path}:${line} has no language`),
    ...indented.map((line) => `${path}:${line} is indented`),
  ]);
  expect(strange).toEqual([]);
});
