// A report that another run claims, judged by the kd.yaml of the pull request's head as GitHub has it.
import { normalPath, pathBeside } from '../../base/path.ts';
import { attemptLater, failed, must, type Outcome, type Problem, placed } from '../../base/problem.ts';
import type { ReadBoard } from '../../config/resolve-boards.ts';
import { MOST_SPEC_BYTES, specOf } from '../../gate/read-spec.ts';
import type { Api } from '../../github/api.ts';
import { fileAtCommit } from '../../github/contents.ts';
import { judgeAgain, type SpecFacts } from '../../report/judge-again.ts';
import { mergeReports } from '../../report/merge.ts';
import type { Report } from '../../report/report.ts';
import { specFactsOf } from '../merge/spec-facts.ts';
import type { Inputs } from './inputs.ts';

export interface ClaimFile {
  /** As the artifact has it. */
  readonly claimed: Report;
  /** The same without any verdict. */
  readonly unjudged: Report;
  readonly reportFile: string;
}

export interface JudgedClaim {
  readonly report: Report;
  /** Why nothing was judged. */
  readonly problems: readonly Problem[];
}

/**
 * `commit`: of GitHub's event; the name of kd.yaml is the action's own input. Where that file can't be read, or the
 * report is of another one, the figures alone are shown. Problem: `report/contradiction`.
 */
export function judgeClaim(
  api: Api,
  commit: string,
  { claimed, unjudged, reportFile: file }: ClaimFile,
  { spec, ratchet }: Pick<Inputs, 'spec' | 'ratchet'>,
): Promise<Outcome<JudgedClaim>> {
  return attemptLater(async () => {
    const facts = await factsAtCommit(api, commit, spec);
    if (!facts.ok) return { report: unjudged, problems: facts.problems };
    const judged = placed(judgeAgain(claimed, facts.value, { ratchet }), { file });
    if (!judged.ok && judged.problems.every(({ code }) => code === 'report/other-spec')) {
      return { report: unjudged, problems: judged.problems };
    }
    const parts = [{ file, report: must(judged) }];
    return { report: must(mergeReports([...facts.value.models.keys()], parts)), problems: [] };
  });
}

/** Of a pull request's kd.yaml, each of which is a request to GitHub. */
const MOST_BOARD_FILES = 32;

function factsAtCommit(api: Api, commit: string, specFile: string): Promise<Outcome<SpecFacts>> {
  return attemptLater(async () => {
    const path = normalPath(specFile);
    const text = must(specOf(must(await fileAtCommit(api, commit, path, MOST_SPEC_BYTES)), specFile));
    let left = MOST_BOARD_FILES;
    const readBoard: ReadBoard = async (board, maxBytes) => {
      if (left-- > 0) return fileAtCommit(api, commit, pathBeside(path, board), maxBytes);
      const message = `${specFile} names more than ${MOST_BOARD_FILES} board files; no more are fetched`;
      return failed({ code: 'file/too-large', message });
    };
    return must(await specFactsOf(text, readBoard));
  });
}
