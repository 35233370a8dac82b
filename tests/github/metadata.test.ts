// action.yml and every workflow that we run or tell others to copy, judged by GitHub's own parser and schema.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/index';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { INPUT_DEFAULTS } from '../../src/commands/defaults.ts';
import { MODES } from '../../src/commands/modes/index.ts';
import { readInputs as readInputsOf } from '../../src/commands/modes/inputs.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const trace = new NoOperationTraceWriter();
type Parse = (
  file: { name: string; content: string },
  trace: NoOperationTraceWriter,
) => { context: { errors: { getErrors(): readonly { message: string }[] } } };
const mistakes = (parser: Parse, name: string, content: string) =>
  parser({ name, content }, trace)
    .context.errors.getErrors()
    .map(({ message }) => message);

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
}
const action = parse(read('action.yml')) as ActionFile;
const readInputs = (get: (name: string) => string) =>
  readInputsOf(
    get,
    MODES.map(({ name }) => name),
  );

describe('action.yml', () => {
  test("is valid against GitHub's schema for action metadata", () => {
    expect(mistakes(parseAction, 'action.yml', read('action.yml'))).toEqual([]);
    expect(
      mistakes(parseAction, 'action.yml', read('action.yml').replace('using: node24', 'usin: node24')),
    ).not.toEqual([]);
  });

  test('has exactly the inputs that are read, with the defaults that hold without it', () => {
    const asked = new Set<string>();
    const bare = readInputs((name) => {
      asked.add(name);
      return '';
    });
    const { token, ...written } = Object.fromEntries(
      Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']),
    );
    expect({ ...written, token: '' }).toEqual(INPUT_DEFAULTS);
    expect(token).toMatch(/^\$\{\{ github\.token \}\}$/);
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort());
    expect(bare).toMatchObject({ ok: true, value: { mode: 'run', token: '', review: 'off' } });
  });

  test('names every mode in the description of its input', () => {
    const { description } = action.inputs.mode;
    expect([...description.matchAll(/"(\w+)"/g)].map(([, name]) => name)).toEqual(MODES.map(({ name }) => name));
  });
});

const files = readdirSync(join(ROOT, '.github/workflows')).map((name): [string, string] => [
  name,
  read(`.github/workflows/${name}`),
]);
const blocks = [...read('docs/workflows.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map((match, i): [string, string] => [
  `block ${i + 1} of docs/workflows.md`,
  match[1],
]);

describe('workflows', () => {
  test.each([...files, ...blocks])('%s is one', (name, text) => {
    expect(mistakes(parseWorkflow, name, text)).toEqual([]);
  });

  test.each([...files, ...blocks])('%s uses only inputs that there are', (_, text) => {
    const { jobs } = parse(text) as {
      jobs: Record<string, { steps: { uses?: string; with?: Record<string, string> }[] }>;
    };
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    for (const { uses = '', with: inputs = {} } of steps) {
      if (!/kd-gate@|^\.\/$/.test(uses)) continue;
      for (const name of Object.keys(inputs)) expect(Object.keys(action.inputs)).toContain(name);
      const known = readInputs((name) => (/\$\{\{/.test(String(inputs[name])) ? 'x' : String(inputs[name] ?? '')));
      expect(known).toMatchObject({ ok: true });
    }
  });
});

test.each([
  ['', 'changes'],
  ['true', 'always'],
  ['false', 'off'],
  ['failures', 'failures'],
])('an input comment of "%s" is %s', (value, expected) => {
  const outcome = readInputs((asked) => (asked === 'comment' ? value : ''));
  expect(outcome).toMatchObject({ ok: true, value: { comment: expected } });
});

test.each([
  ['mode', 'rnu'],
  ['review', 'on'],
  ['comment', 'yes'],
])('an input %s of "%s" is a mistake that names what there is', (name, value) => {
  const outcome = readInputs((asked) => (asked === name ? value : ''));
  expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'arguments/input' }] });
});
