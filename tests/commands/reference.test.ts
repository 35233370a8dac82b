// docs/cli.md: every command, argument and option as the commands declare them. `npx vitest run
// tests/commands/reference.test.ts -u` writes it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from 'markdown-table';
import { expect, test } from 'vitest';
import { type Command, GROUPS } from '../../src/commands/command.ts';
import { COMMANDS } from '../../src/commands/index.ts';

const page = join(import.meta.dirname, '../../docs/cli.md');
/** In a cell, where a bar would end it and tags would be HTML. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;

function describeDefault({ default: standard }: { readonly default?: string }): string {
  return standard === undefined ? '' : ` (default: ${standard})`;
}

function sectionOf({ name, description, arguments: values = [], options = [] }: Command): string {
  const usage = ['kd-gate', name, ...(options.length > 0 ? ['[options]'] : []), ...values.map((value) => value.usage)];
  const rows = [
    ...values.map((value) => [code(value.usage), cell(value.description) + describeDefault(value)]),
    ...options.map((option) => [code(option.flags), cell(option.description) + describeDefault(option)]),
  ];
  const table = rows.length === 0 ? [] : [markdownTable([['argument or option', 'what it says'], ...rows])];
  const what = `${description[0].toUpperCase()}${description.slice(1)}.`;
  return [`### kd-gate ${name}`, `\`\`\`text\n${usage.join(' ')}\n\`\`\``, what, ...table].join('\n\n');
}

const shown = COMMANDS.filter(({ isHidden }) => !isHidden);
const groups = GROUPS.map((name) => ({ name, commands: shown.filter(({ group = 'Other' }) => group === name) }));

test('docs/cli.md shows every command', async () => {
  const sections = groups
    .filter(({ commands }) => commands.length > 0)
    .flatMap(({ name, commands }) => [`## ${name}`, ...commands.map(sectionOf)])
    .join('\n\n');
  const text = readFileSync(page, 'utf8').replace(
    /(<!-- printed by tests\/commands\/reference.test.ts -->\n\n)[\s\S]*?(\n\n<!-- end -->)/,
    (_, before: string, after: string) => before + sections + after,
  );
  expect(text).toContain(sections);
  await expect(text).toMatchFileSnapshot(page);
});
