// A report that another run claims, judged by the kd.yaml of the pull request's head as GitHub has it.
import { normalPath, pathBeside } from '../../base/path.ts';
import { attemptLater, failed, must, type Outcome, type Problem, placed } from '../../base/problem.ts';
import { baseRulesOf, type FoundRules } from '../../baseline/base-rules.ts';
import { type ReadBoard, resolveBoards } from '../../config/resolve-boards.ts';
import { type Rules, rulesOf } from '../../config/rules.ts';
import { MOST_SPEC_BYTES, type SpecText, specOf } from '../../gate/read-spec.ts';
import type { Api } from '../../github/api.ts';
import { fileAtCommit } from '../../github/contents.ts';
import type { PullRequest } from '../../github/workflow.ts';
import { judgeAgain } from '../../report/judge-again.ts';
import { mergeReports } from '../../report/merge.ts';
import { withoutHistory } from '../../report/points.ts';
import type { Report } from '../../report/report.ts';
import { withoutProposals } from '../../report/to-pass.ts';
import { type JudgingFacts, specFactsOf } from '../merge/spec-facts.ts';
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

type JudgingInputs = Pick<Inputs, 'spec' | 'ratchet' | 'rules'>;

/** Of a report that may be honest, and yet can't be judged here. */
const NOT_HERE: readonly string[] = ['report/other-spec', 'report/other-base', 'report/other-rules'];

/**
 * `pull`: as GitHub tells it; the name of kd.yaml is the action's own input. Where that file can't be read, or the
 * report is of another one, the figures alone are shown. Problem: `report/contradiction`.
 */
export function judgeClaim(
  api: Api,
  pull: Pick<PullRequest, 'headSha' | 'baseSha'>,
  { claimed, unjudged, reportFile: file }: ClaimFile,
  inputs: JudgingInputs,
): Promise<Outcome<JudgedClaim>> {
  return attemptLater(async () => {
    const found = await factsOfPull(api, pull, inputs);
    if (!found.ok) return { report: unjudged, problems: found.problems };
    const { facts, problem } = found.value;
    const problems = problem ? [problem] : [];
    const judged = placed(judgeAgain(withoutProposals(withoutHistory(claimed)), facts, inputs), { file });
    if (!judged.ok && judged.problems.every(({ code }) => NOT_HERE.includes(code))) {
      return { report: unjudged, problems: [...problems, ...judged.problems] };
    }
    const parts = [{ file, report: must(judged) }];
    return { report: must(mergeReports([...facts.models.keys()], parts)), problems };
  });
}

function factsOfPull(
  api: Api,
  { headSha, baseSha }: Pick<PullRequest, 'headSha' | 'baseSha'>,
  { spec, rules: wanted }: JudgingInputs,
): Promise<Outcome<JudgingFacts>> {
  return attemptLater(async () => {
    const head = specFileAt(api, headSha, spec, spec);
    const find = async (own: Rules): Promise<FoundRules> => {
      const rules = baseRulesOf(await rulesAt(specFileAt(api, baseSha, spec, `the base's ${spec}`)), spec, own);
      // The head's rules judge the same figures, whatever they are compared with.
      return wanted === 'base' ? { commit: baseSha, rules } : { rules };
    };
    return must(await specFactsOf(must(await head.read()), head.readBoard, { wanted, find }));
  });
}

/** Undefined where the commit has no kd.yaml. */
function rulesAt({ read, readBoard }: SpecFileAtCommit): Promise<Outcome<Rules | undefined>> {
  return attemptLater(async () => {
    const text = await read();
    if (!text.ok && text.problems.every(({ code }) => code === 'github/missing')) return undefined;
    const { spec } = must(text);
    return rulesOf(spec, must(await resolveBoards(readBoard, spec, { calibrates: false })));
  });
}

/** Of a kd.yaml, each of which is a request to GitHub. */
const MOST_BOARD_FILES = 32;

interface SpecFileAtCommit {
  read(): Promise<Outcome<SpecText>>;
  readonly readBoard: ReadBoard;
}

/** `shownName`: what messages call it. */
function specFileAt(api: Api, commit: string, specFile: string, shownName: string): SpecFileAtCommit {
  const path = normalPath(specFile);
  let left = MOST_BOARD_FILES;
  return {
    read: () =>
      attemptLater(async () => must(specOf(must(await fileAtCommit(api, commit, path, MOST_SPEC_BYTES)), shownName))),
    readBoard: async (board, maxBytes) => {
      if (left-- > 0) return fileAtCommit(api, commit, pathBeside(path, board), maxBytes);
      const message = `${shownName} names more than ${MOST_BOARD_FILES} board files; no more are fetched`;
      return failed({ code: 'file/too-large', message });
    },
  };
}
