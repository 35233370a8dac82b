// Every command of the documentation runs, in the order of its page, and prints what the page shows.
// `npx vitest run tests/docs/commands.test.ts -u` writes into the pages what is printed now.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { bundleSources } from '../github/runner.ts';
import { NOT_RUN } from './not-run.ts';
import { type Block, PAGES, type Page, ROOT } from './pages.ts';
import { makeSandbox, type Sandbox, writeFile } from './sandbox.ts';
import { commandsOf } from './shell.ts';
import { isShown, shownAnew } from './shown.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = makeSandbox(await bundleSources());
});
afterAll(() => {
  sandbox.remove();
  const rows = NOT_RUN.map(({ why }, i) => `  ${`${counted.get(i) ?? 0}`.padStart(3)}  ${why}`);
  console.log([`commands of the documentation: ${ran} run, not run:`, ...rows].join('\n'));
});

const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly scripts: object };
let ran = 0;
const shells = PAGES.flatMap(({ path, blocks }) =>
  blocks.filter(({ language }) => language === 'sh').flatMap((block) => commandsOf(block).map((c) => ({ ...c, path }))),
);
const counted = new Map(
  NOT_RUN.map((exception, i) => [i, shells.filter((command) => command.exception === exception).length]),
);

interface Followed {
  readonly complaints: readonly string[];
  /** The page with what is printed now. */
  readonly text: string;
}

/** Does what the page says, block by block, in a folder of its own. */
function follow({ path, text, blocks }: Page): Followed {
  const folder = sandbox.folderOf(path);
  const complaints: string[] = [];
  const lines = text.split('\n');
  const anew: { readonly block: Block; readonly text: string }[] = [];
  let printed: string | undefined;
  for (const block of blocks) {
    const before = printed;
    printed = undefined;
    if (block.language === 'sh') {
      const commands = commandsOf(block).filter(({ exception }) => exception === undefined);
      const answers = sandbox.run(
        folder,
        commands.map(({ run }) => run),
      );
      ran += commands.length;
      for (const [i, { command, status, out, err }] of answers.entries()) {
        if (status !== commands[i].status)
          complaints.push(`${path}:${block.line} ${command}: exit status ${status}\n${`${out}${err}`.slice(-1500)}`);
      }
      printed =
        commands.length === 0
          ? undefined
          : [...answers.map(({ out }) => out), ...answers.map(({ err }) => err)].join('');
    } else if (block.file !== undefined) {
      writeFile(folder, block.file, block.text);
    } else if (block.language === 'text') {
      if (before !== undefined && !isShown(block.text, before)) {
        const now = shownAnew(block.text, before);
        anew.push({ block, text: now });
        if (!isShown(now, before)) complaints.push(`${path}:${block.line} is not what is printed:\n${before}`);
      }
    }
  }
  for (const { block, text: now } of anew.reverse()) {
    lines.splice(block.line, block.text.split('\n').length - 1, ...now.replace(/\n$/, '').split('\n'));
  }
  return { complaints, text: lines.join('\n') };
}

const followed = PAGES.filter(({ blocks }) => blocks.some(({ language }) => language === 'sh'));

test.each(followed.map((page) => [page.path, page] as const))(
  'the commands of %s',
  async (path, page) => {
    const { complaints, text } = follow(page);
    expect(complaints).toEqual([]);
    await expect(text).toMatchFileSnapshot(join(ROOT, path));
  },
  180_000,
);

test('every reason not to run a command has a command', () => {
  expect(NOT_RUN.filter((_, i) => counted.get(i) === 0).map(({ why }) => why)).toEqual([]);
});

test('every experiment that a page names is there', () => {
  const { scripts } = PACKAGE;
  const missing = shells.flatMap(({ text, path }) => {
    const file = /\bnode (bench\/\S+?\.(?:ts|mjs))/.exec(text.replace('bench/run.mjs ', ''))?.[1];
    const script = /\bnpm run (\S+)/.exec(text)?.[1];
    const isThere = (file === undefined || existsSync(join(ROOT, file))) && (script === undefined || script in scripts);
    return isThere ? [] : [`${path}: ${text}`];
  });
  expect(missing).toEqual([]);
});

/** `kd-gate NAME …` in sentences and tables, and in blocks. */
describe('words', () => {
  const spoken = PAGES.filter(({ path }) => path !== 'CHANGELOG.md').flatMap(({ path, words }) =>
    words.map(({ line, text }) => ({ at: `${path}:${line}`, text })),
  );
  const named = [...spoken, ...shells.map(({ path, text }) => ({ at: path, text }))].flatMap(({ at, text }) => {
    const [, name, rest] = /^(?:node dist\/cli\.cjs|kd-gate) ([a-z]+)\b(.*)$/.exec(text) ?? [];
    return name === undefined ? [] : [{ at, text, name, rest: rest.split(/ [|>#]/)[0] }];
  });

  test('every command that a page names is there, with its options', () => {
    const wrong = named.filter(({ name, rest }) => {
      const command = COMMANDS.find((other) => other.name === name);
      const flags = (command?.options ?? []).flatMap((option) => option.flags.match(/--?[\w-]+/g) ?? []);
      const known = [...flags, ...flags.map((flag) => flag.replace('--no-', '--')), '--help'];
      return command === undefined || (rest.match(/(?<= )--[\w-]+/g) ?? []).some((flag) => !known.includes(flag));
    });
    expect(wrong.map(({ at, text }) => `${at} ${text}`)).toEqual([]);
    expect(named.length).toBeGreaterThan(50);
  });

  test('every command is named by a page', () => {
    const names = new Set(named.map(({ name }) => name));
    expect(COMMANDS.filter(({ name }) => !names.has(name)).map(({ name }) => name)).toEqual([]);
  });
});

describe('what is shown', () => {
  const printed = 'a: pass\n  size   7 B\n  arena  9 B\n\nkd-gate: pass\n';

  test.each([
    ['all of it', printed, true],
    ['lines that stand together', '  size   7 B\n  arena  9 B\n', true],
    ['others left out', 'a: pass\n...\nkd-gate: pass\n', true],
    ['lines left out in silence', 'a: pass\nkd-gate: pass\n', false],
    ['the order changed', 'kd-gate: pass\n...\na: pass\n', false],
    ['another figure', '  size   8 B\n', false],
  ])('%s', (_, shown, isIt) => expect(isShown(shown, printed)).toBe(isIt));

  test('is written anew from its first to its last line', () => {
    expect(shownAnew('a: fail\n  size   8 B\n...\nkd-gate: fail\n', printed)).toBe(
      'a: pass\n  size   7 B\n...\nkd-gate: pass\n',
    );
  });
});
