// The code of every problem: a closed list, so that a mistyped one doesn't compile.
// Tests assert codes; messages may change.

interface Codes {
  readonly arguments:
    | ('against' | 'data' | 'input' | 'inputs' | 'model' | 'option' | 'out')
    | ('rules' | 'shell' | 'threads');
  readonly baseline: 'merge-base' | 'no-git' | 'ref' | 'rules' | 'worktree';
  readonly board: 'measured' | 'twice' | 'unknown';
  readonly budget: 'board' | 'empty' | 'no-test-set' | 'task';
  readonly cache: 'failed';
  readonly calibrate: 'log' | 'model' | 'options';
  readonly compress:
    | 'calibration-shape'
    | 'no-calibration'
    | 'no-channels'
    | 'no-operators'
    | 'not-finite'
    | 'offline-plan';
  readonly data:
    | ('classes' | 'count' | 'csv' | 'csv-label' | 'csv-number' | 'empty' | 'format' | 'gzip' | 'idx' | 'label-range')
    | ('not-finite' | 'npy' | 'npy-order' | 'npy-type' | 'npz' | 'npz-key' | 'sha256' | 'shape' | 'too-large')
    | ('augment' | 'calibrate-missing' | 'features' | 'image' | 'split' | 'standardize' | 'stream' | 'target')
    | 'train-missing'
    // Of sound, of sensors and of their files.
    | ('pattern' | 'tfrecord' | 'wav' | 'window');
  readonly explain: 'dump' | 'input' | 'options';
  readonly file: 'in-git' | 'missing' | 'not-a-file' | 'outside' | 'too-large' | 'unreadable' | 'unwritable';
  readonly github:
    | ('environment' | 'event' | 'fork' | 'outdated')
    // Of a call that failed (github/api.ts, FailureKind).
    | ('token' | 'permission' | 'missing' | 'refused' | 'limit' | 'server' | 'connection');
  readonly init: 'data' | 'exists' | 'options';
  readonly keras:
    | 'config'
    | 'damaged'
    | 'graph'
    | 'input-shape'
    | 'layer'
    | 'no-model'
    | 'setting'
    | 'too-large'
    | 'weights';
  readonly limits: 'work';
  readonly measure: 'engine' | 'graph' | 'range' | 'tree' | 'types';
  readonly merge: 'mixed' | 'none' | 'too-many' | 'twice';
  readonly micro:
    | ('abort' | 'axis' | 'constant' | 'constant-size' | 'control-flow' | 'decode' | 'dynamic-shape' | 'groups')
    | ('hybrid' | 'index' | 'input' | 'memory' | 'offline-plan' | 'options' | 'order' | 'output' | 'quantization')
    | ('rank' | 'refused' | 'resource' | 'schema-version' | 'shape' | 'size' | 'tensor-type' | 'type')
    | ('unsupported' | 'value' | 'variable' | 'window' | 'work');
  readonly network:
    | ('add-shapes' | 'arch' | 'classes' | 'concat-shapes' | 'duplicate-name' | 'later-layer' | 'memory' | 'no-kind')
    | ('outputs' | 'rank' | 'shape' | 'softmax-not-last' | 'too-large' | 'two-kinds' | 'unknown-layer' | 'unread-layer')
    | 'window';
  readonly profile: 'unknown';
  readonly quantity: 'format';
  readonly records: 'length';
  readonly report:
    | 'contradiction'
    | 'invalid'
    | 'other-base'
    | 'other-commit'
    | 'other-files'
    | 'other-rules'
    | 'other-spec';
  readonly schema: 'unknown';
  readonly spec:
    | ('choice' | 'count' | 'length' | 'missing-key' | 'more' | 'name' | 'one-of' | 'pattern' | 'range' | 'type')
    | ('unknown-key' | 'value');
  readonly store: 'damaged' | 'link' | 'not-a-folder' | 'tracked' | 'unchecked' | 'unwritable';
  readonly student:
    | ('class-weights' | 'diverged' | 'early-stopping' | 'input-shape' | 'layer-shapes' | 'no-epochs' | 'no-teacher')
    | ('teacher-count' | 'teacher-layers' | 'too-few' | 'unknown-layer' | 'warmup');
  readonly suggest: 'edit' | 'exists';
  readonly teacher:
    | ('class-order' | 'classes' | 'engine' | 'graph' | 'input-shape' | 'kinds' | 'layer' | 'logistic')
    | ('logits-count' | 'logits-data' | 'logits-shape' | 'model' | 'not-finite' | 'softmax' | 'type' | 'weights');
  readonly tflite:
    | 'broken'
    | 'buffer'
    | 'compression'
    | 'empty'
    | 'metadata'
    | 'not-tflite'
    | 'operator'
    | 'options'
    | 'reference'
    | 'shape'
    | 'subgraphs'
    | 'tensor-type';
  readonly yaml:
    | ('alias' | 'empty' | 'merge' | 'tag' | 'too-deep' | 'too-large')
    // Of the parser (package yaml, ErrorCode), in lower case.
    | ('alias-props' | 'bad-alias' | 'bad-collection-type' | 'bad-directive' | 'bad-dq-escape' | 'bad-indent')
    | ('bad-prop-order' | 'bad-scalar-start' | 'block-as-implicit-key' | 'block-in-flow' | 'duplicate-key')
    | ('impossible' | 'key-over-1024-chars' | 'missing-char' | 'multiline-implicit-key' | 'multiple-anchors')
    | ('multiple-docs' | 'multiple-tags' | 'non-string-key' | 'resource-exhaustion' | 'tab-as-indent')
    | ('tag-resolve-failed' | 'unexpected-token');
}

/** `data/label-range` */
export type ProblemCode = { [Area in keyof Codes]: `${Area}/${Codes[Area]}` }[keyof Codes];
