// Packages for teachers from a folder that the workflow or the command line named: their code is executed, so none may
// come with a commit.
import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import { attemptLater, type Outcome, reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import { isWithin } from '../files.ts';
import { gitIn } from '../git.ts';

/** A package as `require` gives it, and the version that its package.json says. */
export interface LoadedPackage {
  readonly exports: unknown;
  readonly version: string;
}

/**
 * Undefined where the folder doesn't have it. Problem: `teacher/engine`, where it comes with a commit, and where it
 * fails to load.
 */
export function loadPackage(folder: string, name: string): Promise<Outcome<LoadedPackage | undefined>> {
  return attemptLater(async () => {
    const require = createRequire(join(resolve(folder), 'package.json'));
    const file = tryTo(() => require.resolve(name));
    if (file === undefined) return undefined;
    const modules = await checkOrigin(folder, file, name);
    const version = versionOf(await readFile(join(modules, name, 'package.json'), 'utf8').catch(() => '{}'));
    try {
      return { exports: require(name), version };
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      return reject('teacher/engine', `${name} fails to load: ${excerpt(reason, 200)}`);
    }
  });
}

/** The folder's own node_modules, in which it lies; git tracks nothing that is looked up there. */
async function checkOrigin(folder: string, file: string, name: string): Promise<string> {
  const modules = await realpath(join(folder, 'node_modules')).catch(() => undefined);
  const real = await realpath(file);
  if (!modules?.endsWith(`${sep}node_modules`) || !isWithin(modules, real)) {
    return reject('teacher/engine', `${name} does not lie in node_modules of ${excerpt(folder)}; install it there`);
  }
  const patterns = [':(top,glob)**/node_modules', ':(top,glob)**/node_modules/**'];
  for (const place of new Set([folder, dirname(modules)])) {
    const { status, out, err } = await gitIn(place)(['ls-files', '-z', '--', ...patterns]);
    const isNoRepository = status !== 0 && err.includes('not a git repository');
    if (isNoRepository || (status === 0 && out === '')) continue;
    const found = status === 0 ? 'git tracks files in node_modules' : "git can't tell whether it tracks node_modules";
    const cure = 'install the package in a folder outside of the checkout';
    reject('teacher/engine', `${found} of ${excerpt(folder)}, so a commit could bring code that is executed; ${cure}`);
  }
  return modules;
}

function versionOf(manifest: string): string {
  const parsed = tryTo(() => JSON.parse(manifest) as unknown);
  const hasVersion = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  return hasVersion ? excerpt(String(parsed.version), 20) : 'of unknown version';
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
