// The commands of the documentation that its test doesn't run, and why: a closed list, counted in the test's output.
export interface Exception {
  readonly command: RegExp;
  readonly why: string;
}

export const NOT_RUN: readonly Exception[] = [
  { command: /^npm (ci|cit)\b/, why: 'installs the packages that the tests run with' },
  { command: /^npm run (check|fix|build|bundle)\b/, why: 'is the tests themselves, or changes the sources' },
  { command: /\bnode bench\/\S/, why: 'an experiment of minutes to hours; its figures are dated' },
  { command: /\bnpm run bench:/, why: 'an experiment of minutes to hours; its figures are dated' },
  { command: /^(python3 -m venv|venv\/bin\/)/, why: 'needs TensorFlow for Python, from the network' },
  { command: /\bbuild\/(samples|random)\b/, why: 'reads what the line before makes with Python' },
  { command: /^kd-gate (suggest|run --suggest)\b/, why: 'trains candidates for minutes; tests of its own run it' },
  { command: /^npm install --prefix engines/, why: 'needs the network' },
  { command: /--engines engines\b/, why: 'needs the packages that the line before installs' },
  { command: /^benchmark_model /, why: 'runs on a Raspberry Pi or a phone' },
  { command: /\bpi\.log\b/, why: 'reads what the line before prints on a Raspberry Pi' },
  { command: /^npm install --save-dev github:/, why: 'needs the network' },
  { command: /--against board\.log\b/, why: 'reads what the probe prints on a board' },
  { command: /\bkws_ref_model\.tflite\b/, why: 'a model that may not be passed on' },
  { command: /^python3 train\.py/, why: 'needs Keras for Python; the model that it makes lies in fixtures/tutorial' },
];

/** What starts kd-gate in another way is run as kd-gate here. */
export const AS_KD_GATE: readonly RegExp[] = [/^npx -y -p https:\S+ kd-gate(?= )/];
