// A check run of its own on the measured commit, where the token may write checks.
import type { Api } from './api.ts';
import { fieldOf, numberOf } from './json.ts';

export interface CheckRun {
  readonly name: string;
  readonly headSha: string;
  readonly detailsUrl: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly title: string;
  readonly summary: string;
}

/** GitHub's limit of `output.summary`. */
const MOST_SUMMARY = 65_535;
const MOST_TITLE = 255;

/** A run of the same name on the same commit is replaced, so that running a workflow again leaves one. */
export async function writeCheckRun(
  api: Api,
  { name, headSha, detailsUrl, conclusion, title, summary }: CheckRun,
): Promise<void> {
  const run = {
    name,
    details_url: detailsUrl,
    external_id: EXTERNAL_ID,
    status: 'completed',
    conclusion,
    output: { title: title.slice(0, MOST_TITLE), summary: summary.slice(0, MOST_SUMMARY) },
  };
  const found = await api.list(
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { ref: headSha, check_name: name, filter: 'all' },
    'check_runs',
  );
  const own = found.find((item) => fieldOf(item, 'external_id') === EXTERNAL_ID);
  const id = numberOf(fieldOf(own, 'id'));
  if (id === undefined) await api.send('POST /repos/{owner}/{repo}/check-runs', { ...run, head_sha: headSha });
  else await api.send('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...run, check_run_id: id });
}

const EXTERNAL_ID = 'kd-gate';
