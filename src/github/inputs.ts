// The action's inputs: texts from the workflow file to what they mean, or every mistake in them.
import { done, failed, type Outcome, type Problem } from '../base/problem.ts';
import type { ReviewMode } from './review.ts';

export interface Inputs {
  readonly mode: 'run' | 'plan' | 'merge' | 'comment';
  readonly spec: string;
  readonly model?: string;
  readonly out: string;
  readonly threads: string;
  readonly token: string;
  /** Undefined: what the event suggests. */
  readonly base?: string;
  readonly comment: boolean;
  readonly review: ReviewMode;
  readonly checkRun: boolean;
  readonly waiver: { readonly label: string; readonly sticky: boolean };
  readonly ratchet: boolean;
  /** The folder of stored results; undefined to store nothing. */
  readonly store?: string;
  readonly cache: boolean;
  /** The report or the folder of reports that `merge` and `comment` read. */
  readonly reports: string;
}

const MODES = ['run', 'plan', 'merge', 'comment'] as const;
const REVIEWS = ['off', 'comment', 'request-changes'] as const;

/** `get`: the text of an input, empty where it isn't set; action.yml has the defaults. */
export function readInputs(get: (name: string) => string): Outcome<Inputs> {
  const problems: Problem[] = [];
  const oneOf = <T extends string>(name: string, allowed: readonly [T, ...T[]]): T => {
    const text = get(name);
    const found = text === '' ? allowed[0] : allowed.find((value) => value === text);
    if (found === undefined) {
      const message = `${name}: "${text.slice(0, 60)}" is none of ${allowed.join(', ')}`;
      problems.push({ code: 'arguments/input', message });
    }
    return found ?? allowed[0];
  };
  const flag = (name: string, standard: 'true' | 'false') =>
    oneOf(name, standard === 'true' ? ['true', 'false'] : ['false', 'true']) === 'true';
  const inputs: Inputs = {
    mode: oneOf('mode', MODES),
    spec: get('spec') || 'kd.yaml',
    model: get('model') || undefined,
    out: get('out') || 'kd-gate-out',
    threads: get('threads') || 'auto',
    token: get('token'),
    base: get('base') || undefined,
    comment: flag('comment', 'true'),
    review: oneOf('review', REVIEWS),
    checkRun: flag('check-run', 'false'),
    waiver: { label: get('waive-label') || 'kd-accept', sticky: flag('waive-sticky', 'false') },
    ratchet: flag('ratchet', 'true'),
    store: flag('store', 'true') ? '.kd-gate' : undefined,
    cache: flag('cache', 'true'),
    reports: get('reports') || 'kd-gate-out',
  };
  return problems.length > 0 ? failed(...problems) : done(inputs);
}
