// What holds where a user says nothing: of the command line and of the action alike. A test compares action.yml.

export const SPEC_FILE = 'kd.yaml';
export const OUT_FOLDER = 'kd-gate-out';
export const STORE_FOLDER = '.kd-gate';
/** Of the action, below RUNNER_TEMP: what a checkout brings never reaches it. */
export const ACTION_STORE_FOLDER = 'kd-gate-store';
/** Where `merge` looks on the command line; the action looks where its other jobs wrote. */
export const REPORTS_FOLDER = 'reports';
export const THREADS = 'auto';

/** Whose rules may judge: those of the kd.yaml that is judged, or those of the base's. */
export const WHOSE_RULES = ['head', 'base'] as const;
export type WhoseRules = (typeof WHOSE_RULES)[number];
export const RULES: WhoseRules = 'head';

/** The action's inputs, as action.yml writes them; `token` alone is GitHub's to fill in. */
export const INPUT_DEFAULTS = {
  spec: SPEC_FILE,
  model: '',
  out: OUT_FOLDER,
  threads: THREADS,
  engines: '',
  mode: 'run',
  token: '',
  base: '',
  comment: 'changes',
  review: 'off',
  'check-run': 'false',
  ratchet: 'true',
  rules: RULES,
  suggest: '4',
  'waive-label': 'kd-accept',
  'waive-sticky': 'false',
  store: 'true',
  cache: 'true',
  reports: OUT_FOLDER,
} as const;
