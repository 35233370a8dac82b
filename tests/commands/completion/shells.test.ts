// Completion in the shells themselves, with the bundle as `kd-gate` in PATH. zsh and fish where they are installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleSources } from '../../github/runner.ts';

const folder = mkdtempSync(join(tmpdir(), 'kd-gate-shells-'));
let path = '';

beforeAll(async () => {
  const cli = join(await bundleSources(), 'cli.cjs');
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'kd-gate'), `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`);
  chmodSync(join(bin, 'kd-gate'), 0o755);
  path = `${bin}${delimiter}${process.env.PATH}`;
  writeFileSync(join(folder, 'kd.yaml'), 'models: { digits: {}, "$(touch PWNED)": {} }\n');
  writeFileSync(join(folder, 'a model.tflite'), '');
  mkdirSync(join(folder, 'results'));
  for (const shell of ['bash', 'zsh', 'fish']) {
    writeFileSync(join(folder, `completion.${shell}`), runShell('kd-gate', ['completion', shell]));
  }
});

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

function runShell(shell: string, args: readonly string[], input?: string): string {
  return execFileSync(shell, args, {
    ...{ cwd: folder, encoding: 'utf8', input, timeout: 60_000 },
    env: { ...process.env, PATH: path, HOME: folder, TERM: 'dumb' },
  });
}

/** What bash offers for the last of these words, split as bash splits them. */
function inBash(...words: string[]): string[] {
  const script = `source ./completion.bash
    COMP_WORDS=(kd-gate "$@"); COMP_CWORD=$#; _kd_gate kd-gate; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return runShell('bash', ['--norc', '-c', script, 'bash', ...words])
    .split('\n')
    .filter((line) => line !== '');
}

describe('bash', () => {
  test.each([
    [['compl'], ['completion']],
    [['run', '--rules', '=', 'b'], ['base']],
    [
      ['run', '--rules', '='],
      ['head', 'base'],
    ],
    [
      ['compare', 'x', '--board', 'teensy-'],
      ['teensy-4.0', 'teensy-4.1'],
    ],
    [['measure', 'a'], ['a model.tflite']],
    [['run', '--out', 'r'], ['results']],
    [['run', '--model', ''], ['digits']],
  ])('%j', (words, offered) => expect(inBash(...words)).toEqual(offered));

  test('runs nothing that is only typed', () => {
    expect(inBash('run', '$(touch PWNED)')).toEqual([]);
    expect(inBash('run', '--model', '`touch PWNED`')).toEqual([]);
    expect(existsSync(join(folder, 'PWNED'))).toBe(false);
  });

  test('completes what is typed at a prompt', () => {
    const script = `source ./completion.bash\nkd-gate completi\tx\n`;
    // `script` gives it a terminal.
    const out = runShell('script', ['-qc', 'bash --norc --noprofile -i', '/dev/null'], `${script}exit\n`);
    expect(out).toContain('there is no completion for');
  });
});

describe.runIf(has('zsh'))('zsh', () => {
  /** `compadd` is asked what it was given instead of a terminal. */
  const inZsh = (...words: string[]) => {
    const script = `autoload -Uz compinit; compinit -u -D
      source ./completion.zsh
      _describe() { print -rl -- "\${(@P)argv[-1]}" }
      _files() { print -r -- "files $*" }
      compset() { : }
      words=(kd-gate "$@"); CURRENT=$#words; _kd_gate; true`;
    return runShell('zsh', ['-f', '-c', script, 'zsh', ...words])
      .trim()
      .split('\n');
  };
  test.each([
    [['compl'], ['completion:print what makes Tab complete commands, options, boards and models']],
    [['run', '--rules=b'], ['--rules=base']],
    [['run', '--out', 'r'], ['files -/']],
    [['measure', ''], ['files']],
    [['run', '--model', ''], ['digits']],
  ])('%j', (words, offered) => expect(inZsh(...words)).toEqual(offered));
});

describe.runIf(has('fish'))('fish', () => {
  const inFish = (line: string) =>
    runShell('fish', ['--no-config', '-c', `source completion.fish; complete --do-complete "${line}"`])
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => text.split('\t')[0]);
  test.each([
    ['kd-gate compl', ['completion']],
    ['kd-gate run --rules=b', ['--rules=base']],
    ['kd-gate run --out r', ['results/']],
    ['kd-gate measure a', ['a model.tflite']],
    ['kd-gate run --model ', ['digits']],
  ])('%s', (line, offered) => expect(inFish(line)).toEqual(offered));
});

test('PowerShell asks for a new word by an option, since it drops empty arguments', () => {
  expect(runShell('kd-gate', ['complete', '--next', '--', 'run', '--rules'])).toBe('head\nbase\n');
  expect(runShell('kd-gate', ['completion', 'powershell'])).toContain('-CommandName kd-gate');
});
