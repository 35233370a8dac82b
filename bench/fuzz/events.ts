// Mutated events and checkouts: no crash, and no tree taken for a commit that it isn't.
import { type Random, random } from '../../src/base/random.ts';
import { isExpected } from '../../src/baseline/head.ts';
import type { GitAnswer, RunGit } from '../../src/gate/machine.ts';
import { expectedCommitOf } from '../../src/github/expected-commit.ts';
import { fieldOf } from '../../src/github/json.ts';
import { readWorkflow } from '../../src/github/workflow.ts';
import type { FuzzCounts } from './counts.ts';

interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  /** Of the remote: only GitHub writes it. */
  readonly ref?: string;
}

const id = (letter: string) => letter.repeat(40);
const [BASE, HEAD, MERGE, SAME, OTHER, FORGED, TURNED, OCTOPUS, STALE] = [...'0123456789'].map(id);
const COMMITS: ReadonlyMap<string, Commit> = new Map([
  [BASE, { tree: id('a'), parents: [] }],
  [HEAD, { tree: id('b'), parents: [BASE] }],
  [MERGE, { tree: id('c'), parents: [BASE, HEAD], ref: 'refs/pull/7/merge' }],
  [SAME, { tree: id('b'), parents: [OTHER] }],
  [OTHER, { tree: id('d'), parents: [BASE] }],
  [FORGED, { tree: id('e'), parents: [BASE, HEAD] }],
  [TURNED, { tree: id('c'), parents: [HEAD, BASE] }],
  [OCTOPUS, { tree: id('e'), parents: [BASE, HEAD, OTHER] }],
  [STALE, { tree: id('f'), parents: [OTHER, HEAD] }],
]);

/** git over COMMITS; one that fails now and then. */
function fakeGit({ uniform }: Random): RunGit {
  const answer = (out: string | undefined): GitAnswer => ({
    status: out === undefined ? 128 : 0,
    out: out ?? '',
    err: '',
  });
  return async (args) => {
    if (uniform() < 0.02) return answer(undefined);
    const last = args.at(-1) ?? '';
    if (args.includes('ls-remote')) {
      const found = [...COMMITS].find(([, { ref }]) => ref === last);
      return answer(found ? `${found[0]}\t${last}\n` : '');
    }
    if (args.includes('cat-file')) {
      const commit = COMMITS.get(last);
      const parents = commit?.parents.map((parent) => `parent ${parent}\n`).join('');
      return answer(commit && `tree ${commit.tree}\n${parents}author x\n\nparent ${HEAD}\n`);
    }
    return answer(COMMITS.get(last.replace('^{tree}', ''))?.tree);
  };
}

const PULL = {
  number: 7,
  merge_commit_sha: MERGE,
  head: { sha: HEAD, ref: 'x', repo: { full_name: 'octo/edge' } },
  base: { sha: BASE, ref: 'main' },
  labels: [{ name: 'kd-accept' }],
};
const EVENTS: readonly (readonly [string, unknown])[] = [
  ['pull_request', { action: 'opened', pull_request: PULL }],
  ['pull_request_target', { action: 'synchronize', pull_request: PULL }],
  ['merge_group', { merge_group: { head_sha: HEAD, base_sha: BASE, base_ref: 'refs/heads/main' } }],
  ['push', { before: BASE, after: HEAD, repository: { default_branch: 'main' } }],
  [
    'workflow_run',
    { workflow_run: { id: 5, head_sha: HEAD, head_branch: 'x', head_repository: { full_name: 'a/b' } } },
  ],
  ['schedule', {}],
];
const ODD: readonly unknown[] = [
  ...[null, true, 0, -1, 7.5, 1e300, Number.MAX_SAFE_INTEGER + 1, '', 'x', '--upload-pack=x', '7', [], {}, [[]]],
  ...[BASE, HEAD, MERGE, OTHER, FORGED, `${HEAD}\n`, HEAD.toUpperCase(), HEAD.slice(1), 'HEAD', '../..', '\u202e\0'],
  ...[{ length: 3 }, { sha: FORGED }, 'a'.repeat(1000)],
];
const KEYS = ['__proto__', 'constructor', 'toString', 'sha', 'head', 'number', 'length', 'full_name'];

/**
 * Many at once; the same counts for the same seed. Refused: no event of a workflow, or HEAD is not what it is about. A
 * false pass: accepted although HEAD is neither the head of the event, nor GitHub's merge of it, nor of the same tree.
 */
export async function fuzzEvents(count: number, seed: number): Promise<FuzzCounts> {
  const generator = random(seed, 'events');
  const git = fakeGit(generator);
  let [refused, accepted, falsePasses, crashes] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const pick = <T>(list: readonly T[]): T => list[Math.floor(generator.uniform() * list.length)];
    const [event, sound] = pick(EVENTS);
    const head = pick([...COMMITS.keys(), HEAD, MERGE, SAME]);
    const env = envOf(event, generator.uniform, pick);
    const payload = mutate(sound, generator.uniform, pick);
    try {
      const workflow = readWorkflow(env, payload);
      const claim = workflow.ok ? expectedCommitOf(workflow.value) : undefined;
      if (!workflow.ok || !claim || !(await isExpected(git, head, claim))) refused++;
      else {
        accepted++;
        if (!isRight(event, env, payload, head)) falsePasses++;
      }
    } catch {
      crashes++;
    }
  }
  return { tried: count, refused, accepted, falsePasses, crashes };
}

type Pick = <T>(list: readonly T[]) => T;

function envOf(event: string, uniform: () => number, pick: Pick): Record<string, string> {
  return {
    GITHUB_EVENT_NAME: event,
    GITHUB_REPOSITORY: uniform() < 0.9 ? 'octo/edge' : pick(['', 'x', '../../x', 'a/b/c']),
    // What the runner says is GitHub's own; it may be missing.
    GITHUB_SHA: event.startsWith('pull_request') ? pick([MERGE, MERGE, MERGE, '']) : pick([HEAD, HEAD, '', 'x']),
    GITHUB_REF: pick(['refs/pull/7/merge', 'refs/heads/main', '', '\n']),
    GITHUB_API_URL: pick(['', 'https://api.github.com', 'file:///etc/passwd', 'http://x y']),
  };
}

/** Edits of the value at random places, or of its text. */
function mutate(sound: unknown, uniform: () => number, pick: Pick): unknown {
  let value: unknown = structuredClone(sound);
  for (let edits = Math.floor(uniform() * 3); edits > 0; edits--) value = edited(value, uniform, pick);
  if (uniform() < 0.15) {
    const text = JSON.stringify(value) ?? 'null';
    const at = Math.floor(uniform() * text.length);
    try {
      value = JSON.parse(text.slice(0, at) + pick(['', '0', '"', '{', 'null', '1e999']) + text.slice(at + 1));
    } catch {
      return undefined;
    }
  }
  return value;
}

function edited(value: unknown, uniform: () => number, pick: Pick): unknown {
  if (typeof value !== 'object' || value === null || uniform() < 0.15) return pick(ODD);
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0 || uniform() < 0.15) entries.push([pick(KEYS), pick(ODD)]);
  const at = Math.floor(uniform() * entries.length);
  const [key, inner] = entries[at];
  if (uniform() < 0.15) entries.splice(at, 1);
  else entries[at] = [uniform() < 0.05 ? pick(KEYS) : key, edited(inner, uniform, pick)];
  if (Array.isArray(value)) return entries.map(([, item]) => item);
  // As JSON.parse makes `__proto__`: a key of its own.
  const object = {};
  for (const [name, item] of entries) {
    Object.defineProperty(object, name, { value: item, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

/** Said once more, from the payload and the repository alone. */
function isRight(event: string, env: Record<string, string>, payload: unknown, head: string): boolean {
  const { tree, parents, ref } = COMMITS.get(head) ?? { tree: '', parents: [] };
  const isSame = (commit: unknown) => commit === head || COMMITS.get(String(commit))?.tree === tree;
  if (!event.startsWith('pull_request')) {
    const named = event === 'merge_group' ? fieldOf(payload, 'merge_group', 'head_sha') : undefined;
    return isSame(env.GITHUB_SHA) || isSame(named);
  }
  const headSha = fieldOf(payload, 'pull_request', 'head', 'sha');
  if (isSame(headSha)) return true;
  if (parents.length !== 2 || parents[1] !== headSha) return false;
  const isOfBase = parents[0] === fieldOf(payload, 'pull_request', 'base', 'sha');
  if (event === 'pull_request') return isOfBase || head === env.GITHUB_SHA;
  return isOfBase && ref === `refs/pull/${fieldOf(payload, 'pull_request', 'number')}/merge`;
}
