// The rules of docs/architecture.md that a machine can check: what compiles, sizes, columns, names, and that nothing
// stands twice.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const MOST_COLUMNS = 120;
const MOST_FILE_LINES = 400;
/** Outside of assembly Biome counts (biome.json), which doesn't read AssemblyScript. */
const MOST_ASSEMBLY_FUNCTION_LINES = 100;
/** Lines of the same logic that may not stand twice. */
const SAME_LINES = 8;

interface SourceFile {
  readonly path: string;
  readonly lines: readonly string[];
}

const filesOf = (folder: string): SourceFile[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.(ts|mjs|yaml)$/.test(path))
    .sort()
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n') }));
const src = filesOf('src');
const typeScript = src.filter(({ path }) => path.endsWith('.ts'));
const assembly = typeScript.filter(({ path }) => path.startsWith('src/simd/assembly/'));

/** Runs a tool of node_modules/.bin; what it prints when it finds something. */
function complaintsOf(tool: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', tool), args, {
    cwd: root,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}`;
}

describe('tools', () => {
  // What must not compile stands behind @ts-expect-error in the tests, so that tsc proves it.
  test('tsc finds nothing', () => expect(complaintsOf('tsc')).toBe(''));
  test('Biome finds nothing', () => expect(complaintsOf('biome', 'check', '.')).toBe(''));
});

describe('sizes', () => {
  test(`no line has more than ${MOST_COLUMNS} columns`, () => {
    const all = [...src, ...filesOf('tests'), ...filesOf('bench'), ...filesOf('scripts')];
    const long = all.flatMap(({ path, lines }) =>
      lines.flatMap((line, i) => ([...line].length > MOST_COLUMNS ? [`${path}:${i + 1}`] : [])),
    );
    expect(long).toEqual([]);
  });

  test(`no file of src has more than ${MOST_FILE_LINES} lines`, () => {
    expect(src.filter(({ lines }) => lines.length - 1 > MOST_FILE_LINES).map(({ path }) => path)).toEqual([]);
  });

  test(`no function of assembly has more than ${MOST_ASSEMBLY_FUNCTION_LINES} lines`, () => {
    const functions = assembly.flatMap(({ path, lines }) =>
      lines.flatMap((line, start) => {
        const name = /^(?:export )?function (\w+)/.exec(line)?.[1];
        return name === undefined ? [] : [{ at: `${path} ${name}`, lines: lines.indexOf('}', start) - start + 1 }];
      }),
    );
    expect(functions.length).toBeGreaterThan(100);
    expect(functions.filter(({ lines }) => lines > MOST_ASSEMBLY_FUNCTION_LINES)).toEqual([]);
  });
});

describe('names', () => {
  test('no type is named by a participle', () => {
    const names = typeScript.flatMap(({ path, lines }) =>
      lines.flatMap((line) => {
        // Not the `type Name,` of an import.
        const name =
          /^\s*(?:export )?(?:(?:abstract )?class|interface|type) (\w+)(?=<| (?:=|\{|extends|implements))/.exec(
            line,
          )?.[1];
        return name !== undefined && /(ed|wn|^Made|^Ran|^Written|^Found|^Kept)$/.test(name) ? [`${path} ${name}`] : [];
      }),
    );
    expect(names).toEqual([]);
  });
});

describe('the root of the repository', () => {
  /** An archive of the whole repository once slipped in between them. */
  const ENTRIES = [
    ...['.ci', '.gitattributes', '.github', '.gitignore', 'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md'],
    ...['action.yml', 'bench', 'biome.json', 'dist', 'docs', 'fixtures', 'package-lock.json', 'package.json'],
    ...['schemas', 'scripts', 'src', 'tests', 'tsconfig.json', 'vitest.config.ts'],
  ];

  test('holds what this list says and nothing else', () => {
    const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
    const tracked = stdout.split('\0').filter((path) => path !== '');
    expect([...new Set(tracked.map((path) => path.split('/')[0]))].sort()).toEqual(ENTRIES);
  });
});

describe('once', () => {
  /** The twin of another language: AssemblyScript can't import it. */
  const TWINS = ['src/simd/assembly/elementary.ts'];
  /** Parameters, and registers that start at zero: no logic, and AssemblyScript has no list of either to share. */
  const NO_LOGIC = /^(\w+\??: [\w<>[\]| ]+,|let \w+ = (f32x4\.splat\(0\)|0);)$/;

  /** Code alone: comments, imports, blank lines and lone punctuation say nothing. */
  function codeOf({ path, lines }: SourceFile): { readonly at: string; readonly text: string }[] {
    let isImport = false;
    return lines.flatMap((line, i) => {
      const text = line.trim();
      if (/^import\b/.test(text)) isImport = true;
      const skipped = isImport || !/\w/.test(text) || /^(\/\/|\/?\*)/.test(text) || NO_LOGIC.test(text);
      if (isImport && /from\s|;$/.test(text)) isImport = false;
      return skipped ? [] : [{ at: `${path}:${i + 1}`, text }];
    });
  }

  test(`no ${SAME_LINES} lines of src stand twice`, () => {
    const seen = new Map<string, string>();
    const twice: string[] = [];
    for (const file of typeScript.filter(({ path }) => !TWINS.includes(path))) {
      const code = codeOf(file);
      for (let i = 0; i + SAME_LINES <= code.length; i++) {
        const key = code
          .slice(i, i + SAME_LINES)
          .map(({ text }) => text)
          .join('\n');
        const first = seen.get(key);
        if (first === undefined) seen.set(key, code[i].at);
        else twice.push(`${code[i].at} is ${first}`);
      }
    }
    expect(twice).toEqual([]);
  });
});
