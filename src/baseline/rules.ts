// The rules of a commit: its kd.yaml, its board files and the models measured on them as git has them, without a checkout, whatever else is stored.
import { normalPath, pathBeside } from '../base/path.ts';
import { attemptLater, must, type Outcome, reject } from '../base/problem.ts';
import { parseSpec } from '../config/parse.ts';
import { resolveBoards } from '../config/resolve-boards.ts';
import { type Rules, rulesOf } from '../config/rules.ts';
import type { RunGit } from '../gate/machine.ts';
import { MOST_SPEC_BYTES } from '../gate/read-spec.ts';

/**
 * `specInTree`: kd.yaml's path from the repository's root; `specFile`: what messages call it. Undefined where the
 * commit has no such file. Problems: `baseline/rules`, and every mistake in kd.yaml and its board files.
 */
export function rulesAtCommit(
  git: RunGit,
  commit: string,
  specInTree: string,
  specFile: string,
): Promise<Outcome<Rules | undefined>> {
  return attemptLater(async () => {
    const bytes = must(await fileAtCommit(git, commit, specInTree, MOST_SPEC_BYTES));
    if (bytes === undefined) return undefined;
    const spec = must(parseSpec(new TextDecoder().decode(bytes), `the base's ${specFile}`));
    const readBoard = (path: string, most: number) =>
      attemptLater(async () => {
        const board = must(await fileAtCommit(git, commit, pathBeside(specInTree, path), most));
        return board ?? reject('baseline/rules', `the base has no file ${path}`);
      });
    return rulesOf(spec, must(await resolveBoards(readBoard, spec)));
  });
}

/** Symbolic links inside of the repository are followed; undefined where there is no such file. */
async function fileAtCommit(
  git: RunGit,
  commit: string,
  path: string,
  mostBytes: number,
): Promise<Outcome<Uint8Array | undefined>> {
  return attemptLater(async () => {
    let file = normalPath(path);
    for (let links = 0; links <= MOST_LINKS; links++) {
      const entry = await entryAt(git, commit, file);
      if (!entry) return undefined;
      if (entry.bytes > mostBytes) {
        reject('baseline/rules', `the base's ${file} has ${entry.bytes} bytes, more than ${mostBytes}`);
      }
      const { status, out } = await git(['cat-file', 'blob', entry.id], 'latin1');
      if (status !== 0) reject('baseline/rules', `git can't read the base's ${file}`);
      const bytes = Uint8Array.from(out, (character) => character.charCodeAt(0));
      if (!entry.isLink) return bytes;
      file = pathBeside(file, new TextDecoder().decode(bytes));
    }
    return reject('baseline/rules', `the base's ${path} is a link to a link, more than ${MOST_LINKS} times`);
  });
}

const MOST_LINKS = 8;

interface Entry {
  readonly id: string;
  readonly isLink: boolean;
  readonly bytes: number;
}

/** Of a file or a link: `git ls-tree --long` prints `100644 blob ID   SIZE\tPATH`. */
async function entryAt(git: RunGit, commit: string, path: string): Promise<Entry | undefined> {
  const { status, out } = await git(['ls-tree', '--long', '-z', '--full-tree', commit, '--', `:(top,literal)${path}`]);
  if (status !== 0) reject('baseline/rules', `git can't read the tree of the base ${commit.slice(0, 7)}`);
  const [, mode, id, bytes] = /^(\d+) blob ([0-9a-f]+) +(\d+)\t/.exec(out) ?? [];
  return id === undefined ? undefined : { id, isLink: mode === '120000', bytes: Number(bytes) };
}
