// Milliseconds from the start of the action to its comment and to its end, where nothing that it measures has changed:
// a pull request on a GitHub of this machine, with all results in the Actions cache. Folders of other bundles run by
// turns in the same rounds; each figure is the median:
//   node bench/run.mjs bench/unchanged.ts [rounds] [folder ...]
import { execFileSync } from 'node:child_process';
import { withCache } from '../tests/github/cached.ts';
import { startLoopback } from '../tests/github/loopback/server.ts';
import { addPull } from '../tests/github/loopback/state.ts';
import { payloadOf } from '../tests/github/pull-request.ts';
import { makeRepository, runAction, specText } from '../tests/github/runner.ts';

const [rounds = '9', ...others] = process.argv.slice(2);
const bundles = ['dist', ...others];

interface Times {
  readonly comment: number[];
  readonly end: number[];
  readonly version: number[];
}

const loopback = await startLoopback();
const repository = makeRepository();
const baseSha = repository.commit('main', specText());
const headSha = repository.commit('smaller', specText({ units: 13 }));
repository.mergeRef(7, 'smaller');
const pull = addPull(loopback.state, { headSha, baseSha });
const folder = repository.checkout('refs/pull/7/merge');

const times = new Map(bundles.map((bundle): [string, Times] => [bundle, { comment: [], end: [], version: [] }]));
await withCache(async (_, env) => {
  for (let round = 0; round <= Number(rounds); round++) {
    for (const [bundle, { comment, end, version }] of times) {
      const once = await timeRun(bundle, { ...env, GITHUB_REF: 'refs/pull/7/merge' });
      const ofVersion = timeVersion(bundle);
      // The first round measures, and fills the cache.
      if (round === 0) continue;
      comment.push(once.comment);
      end.push(once.end);
      version.push(ofVersion);
    }
  }
});
await loopback.close();

console.log(`Node ${process.version}, medians of ${rounds} rounds in ms`);
for (const [bundle, { comment, end, version }] of times) {
  const figures = `comment ${median(comment)}, end ${median(end)}, --version ${median(version)}`;
  console.log(`${bundle}: ${figures}`);
}

async function timeRun(bundle: string, env: Readonly<Record<string, string>>) {
  pull.comments = [];
  let written = 0;
  const act = {
    run: () => {
      written = performance.now();
    },
  };
  loopback.faults.push({ on: /^POST .*\/issues\/7\/comments$/, when: 'before', times: 1, act });
  const run = await runAction({ bundle, folder, loopback, event: 'pull_request', payload: payloadOf(pull), env });
  const ended = performance.now();
  if (run.status !== 0 || written === 0) throw new Error(`${bundle} wrote no comment:\n${run.log}`);
  return { comment: written - (ended - run.ms), end: run.ms };
}

function timeVersion(bundle: string): number {
  const started = performance.now();
  execFileSync(process.execPath, [`${bundle}/cli.cjs`, '--version']);
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[values.length >> 1]);
}
