// Which folder of src may import which. The table stands here alone; docs/architecture.md shows it as this test prints
// it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { markdownTable } from 'markdown-table';
import { describe, expect, test } from 'vitest';

interface Folder {
  readonly holds: string;
  /** A folder may always import itself. */
  readonly imports: readonly string[];
}

/** From the bottom up: a folder imports only what stands above it in this table. */
const FOLDERS: Readonly<Record<string, Folder>> = {
  base: {
    holds:
      'problems, fixed-point arithmetic, shapes, seeded random, exp and log with the same bits everywhere, digests',
    imports: [],
  },
  simd: {
    holds:
      'the kernels: `reference/` in plain TypeScript, `assembly/` in AssemblyScript (WASM SIMD), same names, same bits',
    imports: ['base'],
  },
  tflite: { holds: 'the file format: read (bounded, from anyone), write', imports: ['base'] },
  data: { holds: 'files to a labelled data set', imports: ['base'] },
  budget: { holds: 'measures against budgets', imports: ['base'] },
  nn: { holds: 'float networks: layers, losses, optimizers, forward and backward', imports: ['base', 'simd'] },
  keras: {
    holds: "Keras' files: read (bounded, from anyone), and their layers as ours",
    imports: ['base', 'data', 'nn'],
  },
  micro: {
    holds: 'the simulator of TensorFlow Lite Micro: operators, the arena to the byte',
    imports: ['base', 'simd', 'tflite'],
  },
  report: { holds: 'the report, its renderers, and reading one', imports: ['base', 'budget'] },
  student: { holds: 'the distillation loop', imports: ['base', 'data', 'nn', 'report'] },
  compress: {
    holds: 'a trained network to an int8 model: prune, cluster, fold, calibrate, quantize, lower, write small',
    imports: ['base', 'simd', 'tflite', 'nn'],
  },
  board: { holds: 'boards, cores, instructions and milliseconds', imports: ['base', 'tflite', 'micro'] },
  store: {
    holds: 'stored results and answers of teachers: keys, what is believed of them, what they were read from',
    imports: ['base', 'report'],
  },
  teacher: {
    holds: 'a teacher to logits',
    imports: ['base', 'simd', 'tflite', 'data', 'nn', 'keras', 'micro', 'student'],
  },
  github: {
    holds: "the event, the comment, reviews, the cache: GitHub's side alone",
    imports: ['base', 'budget', 'report', 'store'],
  },
  config: {
    holds: "kd.yaml and board files to values, or every mistake with its line; the stages' `params.ts` put together",
    imports: ['base', 'data', 'budget', 'nn', 'report', 'student', 'compress', 'board', 'store', 'teacher'],
  },
  gate: {
    holds: 'the story, one line a stage (`gate.ts`: the page to read first), and the interfaces that it needs',
    imports: [
      ...['base', 'simd', 'tflite', 'data', 'budget', 'nn', 'keras', 'micro', 'report', 'student', 'compress', 'board'],
      ...['store', 'teacher', 'config'],
    ],
  },
  suggest: {
    holds: 'from a model that fails to a change of kd.yaml with which it passes: candidates, their costs, the search',
    imports: [...['base', 'tflite', 'data', 'budget', 'nn', 'micro', 'report', 'compress', 'board', 'config', 'gate']],
  },
  baseline: {
    holds: 'what a run is compared with, the merge base: found, measured, kept',
    imports: ['base', 'report', 'store', 'config', 'gate'],
  },
  commands: {
    holds: "a file a command, and the action's modes",
    imports: [
      ...[
        'base',
        'data',
        'budget',
        'micro',
        'report',
        'board',
        'store',
        'github',
        'config',
        'gate',
        'suggest',
        'baseline',
      ],
    ],
  },
  host: {
    holds: 'the machine: files, git, processes, threads',
    imports: ['base', 'simd', 'nn', 'keras', 'store', 'teacher', 'github', 'gate'],
  },
};

/** What stands at the root of src: programs that only put a host and the commands together. */
const ENTRIES = ['action.ts', 'api.ts', 'cli.ts', 'tfjs.ts', 'worker.ts'];
const ENTRY_IMPORTS = ['commands', 'host'];
/** Node's built-ins are touched there alone. */
const mayTouchNode = (file: string) => file.startsWith('host/') || ENTRIES.includes(file);

const root = join(import.meta.dirname, '..');
const src = join(root, 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.startsWith('simd/assembly/'));

/** Of `import … from`, `export … from` and `import()`. */
const importsOf = (file: string) =>
  [
    ...readFileSync(join(src, file), 'utf8').matchAll(
      /(?:(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*|\bimport\()['"]([^'"]+)['"]/g,
    ),
  ].map((match) => match[1]);
const folderOf = (file: string) => (file.includes('/') ? file.split('/')[0] : '');

describe('imports', () => {
  test('every folder of src is in the table, and nothing stands at the root but the entries', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => folder !== '').sort()).toEqual(
      Object.keys(FOLDERS).sort(),
    );
    expect(files.filter((file) => !file.includes('/')).sort()).toEqual(ENTRIES);
  });

  test('a folder imports only what stands above it in the table, so there are no circles', () => {
    const order = Object.keys(FOLDERS);
    for (const [folder, { imports }] of Object.entries(FOLDERS)) {
      for (const other of imports)
        expect(order.indexOf(other), `${folder} imports ${other}`).toBeLessThan(order.indexOf(folder));
    }
  });

  test.each(files)('%s imports only what its folder may', (file) => {
    const folder = folderOf(file);
    const allowed = folder === '' ? ENTRY_IMPORTS : [folder, ...FOLDERS[folder].imports];
    for (const target of importsOf(file)) {
      if (target.startsWith('node:')) expect(mayTouchNode(file), `${file} imports ${target}`).toBe(true);
      if (!target.startsWith('.')) continue;
      expect(target).toMatch(/\.(ts|json)$/);
      const to = relative(src, join(src, dirname(file), target)).replaceAll('\\', '/');
      expect(existsSync(join(src, to)), `${file} imports ${to}`).toBe(true);
      expect(allowed, `${file} imports ${to}`).toContain(folderOf(to));
    }
  });

  test('nothing in the table goes unused', () => {
    const used = new Set(
      files.flatMap((file) =>
        importsOf(file)
          .filter((target) => target.startsWith('.'))
          .map((target) => `${folderOf(file)} ${folderOf(relative(src, join(src, dirname(file), target)))}`),
      ),
    );
    const granted = Object.entries(FOLDERS).flatMap(([folder, { imports }]) =>
      imports.map((other) => `${folder} ${other}`),
    );
    expect(granted.filter((pair) => !used.has(pair))).toEqual([]);
  });
});

/** `npx vitest run tests/imports.test.ts -u` writes it. */
test('docs/architecture.md shows the table', async () => {
  const page = join(root, 'docs/architecture.md');
  const rows = Object.entries(FOLDERS).map(([folder, { holds, imports }]) => [
    `\`${folder}\``,
    holds,
    imports.length === 0 ? '–' : imports.join(', '),
  ]);
  const table = markdownTable([['folder', 'what it holds', 'may import'], ...rows]);
  const text = readFileSync(page, 'utf8').replace(
    /(<!-- printed by tests\/imports.test.ts -->\n\n)[\s\S]*?(\n\n<!-- end -->)/,
    (_, before: string, after: string) => before + table + after,
  );
  expect(text).toContain(table);
  await expect(text).toMatchFileSnapshot(page);
});
