// The action's inputs: texts from the workflow file to what they mean, or every mistake in them.
import { attempt, type Outcome, type Problem, rejectAll } from '../../base/problem.ts';
import { COMMENT_MODES, type CommentMode } from '../../github/comment-mode.ts';
import type { ReviewMode } from '../../github/review.ts';
import { INPUT_DEFAULTS, WHOSE_RULES, type WhoseRules } from '../defaults.ts';
import { parseTrainings, TRAININGS_HELP } from '../suggest/trainings.ts';

export interface Inputs {
  /** Its name. */
  readonly mode: string;
  readonly spec: string;
  readonly model?: string;
  readonly out: string;
  readonly threads: string;
  /** Folder of packages that run teachers. */
  readonly engines?: string;
  readonly token: string;
  /** Undefined: what the event suggests. */
  readonly base?: string;
  readonly comment: CommentMode;
  readonly review: ReviewMode;
  readonly checkRun: boolean;
  readonly waiver: { readonly label: string; readonly sticky: boolean };
  readonly ratchet: boolean;
  readonly rules: WhoseRules;
  /** The work granted to look for a change that passes, in trainings of the model that fails; none where undefined. */
  readonly trainings?: number;
  /** Whether results are stored, and whether the Actions cache carries them from run to run. */
  readonly store: boolean;
  readonly cache: boolean;
  /** The report or the folder of reports that `merge` and `comment` read. */
  readonly reports: string;
}

type InputName = keyof typeof INPUT_DEFAULTS;

/** What `comment` was before it had words. */
const FORMER_COMMENT: ReadonlyMap<string, CommentMode> = new Map([
  ['true', 'always'],
  ['false', 'off'],
]);

const REVIEWS = ['off', 'comment', 'request-changes'] as const;

/** `get`: the text of an input, empty where it isn't set. `modes`: by name. Problem: `arguments/input`, for each. */
export function readInputs(get: (name: InputName) => string, modes: readonly string[]): Outcome<Inputs> {
  return attempt(() => {
    const problems: Problem[] = [];
    const text = (name: InputName): string => {
      const given = get(name) || INPUT_DEFAULTS[name];
      return (name === 'comment' && FORMER_COMMENT.get(given)) || given;
    };
    const oneOf = <T extends string>(name: InputName, allowed: readonly T[]): T => {
      const found = allowed.find((value) => value === text(name));
      if (found !== undefined) return found;
      const message = `${name}: "${text(name).slice(0, 60)}" is none of ${allowed.join(', ')}`;
      problems.push({ code: 'arguments/input', message });
      return allowed[0];
    };
    const flag = (name: InputName) =>
      oneOf(name, INPUT_DEFAULTS[name] === 'true' ? ['true', 'false'] : ['false', 'true']) === 'true';
    const trainings = () => {
      const count = text('suggest') === '0' ? undefined : parseTrainings(text('suggest'));
      if (count !== undefined || text('suggest') === '0') return count;
      const message = `suggest: "${text('suggest').slice(0, 60)}" is no number of trainings; ${TRAININGS_HELP}, or 0`;
      problems.push({ code: 'arguments/input', message });
      return undefined;
    };
    const inputs: Inputs = {
      mode: oneOf('mode', modes),
      spec: text('spec'),
      model: text('model') || undefined,
      out: text('out'),
      threads: text('threads'),
      engines: text('engines') || undefined,
      token: text('token'),
      base: text('base') || undefined,
      comment: oneOf('comment', COMMENT_MODES),
      review: oneOf('review', REVIEWS),
      checkRun: flag('check-run'),
      waiver: { label: text('waive-label'), sticky: flag('waive-sticky') },
      ratchet: flag('ratchet'),
      rules: oneOf('rules', WHOSE_RULES),
      trainings: trainings(),
      store: flag('store'),
      cache: flag('cache'),
      reports: text('reports'),
    };
    rejectAll(problems);
    return inputs;
  });
}
