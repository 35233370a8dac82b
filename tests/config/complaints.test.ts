import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { BOARD_SCHEMA } from '../../src/board/params.ts';
import { complaintsOf, RULES } from '../../src/config/complaints.ts';
import { describePattern } from '../../src/config/expectation.ts';
import { SPEC_SCHEMA } from '../../src/config/schema.ts';

const ajv = new Ajv({
  ...{ allErrors: true, useDefaults: true, verbose: true, strict: true, strictRequired: false, allowUnionTypes: true },
});
const validators = { spec: ajv.compile(SPEC_SCHEMA), board: ajv.compile(BOARD_SCHEMA) };
const complaintsAbout = (kind: 'spec' | 'board', value: unknown) => {
  validators[kind](value);
  return complaintsOf(validators[kind].errors ?? []).map(
    ({ code, keys, message }) => `${code} ${keys.join('/')}: ${message}`,
  );
};

const model = (changes: object) => ({
  version: 1,
  models: { m: { data: { test: { npz: 't.npz' } }, student: { layers: [{ dense: { units: 2 } }] }, ...changes } },
});
const data = (changes: object) => model({ data: { test: { npz: 't.npz' }, ...changes } });
const layer = (changes: unknown) => model({ student: { layers: [changes] } });
const board = (changes: object) => ({
  ...{ id: 'a', name: 'A', mcu: 'M', profile: 'cortex-m4f/cmsis_nn', clock: '1 MHz', ramSize: '1 B', flashSize: '1 B' },
  ...changes,
});

describe('a complaint says what is wrong and what to write instead', () => {
  test.each([
    [
      'type',
      model({ distill: { batch: 'many' } }),
      'spec/type models/m/distill/batch: "many" is not a whole number; write a whole number from 2 to 4096 for ' +
        '"batch": samples a step',
    ],
    [
      'type of a group',
      model({ quantize: 'int8' }),
      'spec/type models/m/quantize: "int8" is not a group of keys; write a group of keys ' +
        '(mode, calibration, percentile, biasCorrection, equalize, dense and aware) for ' +
        '"quantize": how the float student becomes an integer model',
    ],
    [
      'type of a list',
      data({ classes: 'cat' }),
      'spec/type models/m/data/classes: "cat" is not a list; write a list of 2 to 65536 entries for "classes": ' +
        'names of the classes in the order of their numbers; by default the numbers (of csv: the labels, sorted)',
    ],
    [
      'type of a switch',
      model({ distill: { compareWithScratch: 'yes' } }),
      'spec/type models/m/distill/compareWithScratch: "yes" is not true or false; write true or false for ' +
        '"compareWithScratch": train the same student a second time without the teacher, from the same weights and ' +
        'batches, and report both',
    ],
    [
      'type of an entry',
      layer(7),
      expect.stringMatching(
        new RegExp(
          /^spec\/type models\/m\/student\/layers\/0: 7 is not a group of keys; write a group of keys /.source +
            /\(name, from, dense, .* and .*\) for an entry of "layers": one layer: one kind with its settings, /
              .source +
            /for example \{ dense: \{ units: 10 \} \}, and a name if another layer refers to it$/.source,
        ),
      ),
    ],
    [
      'type of a group without keys, left empty',
      layer({ globalAveragePool: null }),
      'spec/type models/m/student/layers/0/globalAveragePool: an empty value is not a group of keys; write ' +
        'globalAveragePool: {}',
    ],
    [
      'type of a group without keys',
      layer({ flatten: 'yes' }),
      expect.stringMatching(/^spec.type .*: "yes" is not a group of keys; write \{\} for "flatten": /),
    ],
    [
      'type of a group whose keys have defaults, left empty',
      layer({ batchNorm: null }),
      'spec/type models/m/student/layers/0/batchNorm: an empty value is not a group of keys; write batchNorm: {}, ' +
        'or with momentum and epsilon inside',
    ],
    [
      'type of a group of which one key must be there, left empty',
      model({ student: null }),
      'spec/type models/m/student: an empty value is not a group of keys; write a group of keys (layers, arch, ' +
        'keras and tflite) for "student": the network for the device: layers to train, an architecture by name, a ' +
        'Keras file, or a finished .tflite file',
    ],
    [
      'the first sentence of a description, where the next begins with a digit',
      model({ distill: { validation: 2 } }),
      'spec/range models/m/distill/validation: 2 is more than 0.5; write a number from 0 to 0.5 for "validation": ' +
        'share of the training data that is held out to choose the best epoch; of each class the same share',
    ],
    [
      'the first sentence of a description with an abbreviation in it',
      model({ distill: { optimizer: { sgd: 5 } } }),
      expect.stringMatching(/for "sgd": gradient descent with momentum \(Sutskever et al\. 2013\)$/),
    ],
    [
      'a deprecated key, without its description',
      board({ ramSize: undefined, ramBytes: 0 }),
      'spec/range ramBytes: 0 is less than 1; write a whole number from 1 to 1000000000000',
    ],
    [
      'several types',
      model({ budgets: { size: { max: [1] } } }),
      'spec/type models/m/budgets/size/max: a list is not text or a number; write text or a number for "max": ' +
        'the most, for example 64 KiB',
    ],
    [
      'anyOf, of another type',
      layer({ conv2d: { filters: 1, kernel: 'big' } }),
      'spec/type models/m/student/layers/0/conv2d/kernel: "big" is not a whole number or a list; write a whole ' +
        'number from 1 to 1024 or a list of 2 entries for "kernel": window: one number, or [height, width]',
    ],
    [
      'anyOf, of the type of its first branch',
      layer({ conv2d: { filters: 1, kernel: 0 } }),
      'spec/range models/m/student/layers/0/conv2d/kernel: 0 is less than 1; write a whole number from 1 to 1024 ' +
        'for "kernel": window: one number, or [height, width]',
    ],
    [
      'anyOf, of the type of its second branch',
      layer({ conv2d: { filters: 1, kernel: [3] } }),
      'spec/count models/m/student/layers/0/conv2d/kernel: the list has 1 entry; write a list of 2 entries for ' +
        '"kernel": window: one number, or [height, width]',
    ],
    [
      'anyOf, inside of a branch',
      layer({ conv2d: { filters: 1, kernel: [3, 'x'] } }),
      'spec/type models/m/student/layers/0/conv2d/kernel/1: "x" is not a whole number; write a whole number from ' +
        '1 to 1024',
    ],
    [
      'anyOf, a key that a branch lacks',
      model({ teacher: { logits: { test: 'a.npy' } } }),
      'spec/missing-key models/m/teacher/logits: the key "train" is missing; write text for "train": answers for ' +
        'the training samples, in their order',
    ],
    [
      'const',
      { ...model({}), version: 2 },
      'spec/choice version: 2 is not 1; write 1 for "version": version of this format',
    ],
    [
      'enum, nearly right',
      board({ flash: 'interal' }),
      'spec/choice flash: "interal" is none of "internal", "external"; did you mean "internal"?',
    ],
    [
      'enum, far off',
      model({ quantize: { dense: 'all' } }),
      'spec/choice models/m/quantize/dense: "all" is none of "per-channel", "per-tensor"; write one of them',
    ],
    [
      'minimum',
      { ...model({}), seed: -1 },
      'spec/range seed: -1 is less than 0; write a whole number from 0 to 9007199254740991 for "seed": of ' +
        'initial weights, shuffling and dropout; the same seed gives the same model',
    ],
    [
      'maximum',
      model({ distill: { batch: 5000 } }),
      'spec/range models/m/distill/batch: 5000 is more than 4096; write a whole number from 2 to 4096 for ' +
        '"batch": samples a step',
    ],
    [
      'exclusiveMinimum',
      model({ distill: { temperature: 0 } }),
      'spec/range models/m/distill/temperature: 0 is not more than 0; write a number that is more than 0 and at ' +
        'most 1000 for "temperature": T: how far the teacher is softened. auto: the best of a few on held-out ' +
        'samples, by short trainings',
    ],
    [
      'exclusiveMaximum',
      layer({ dropout: { rate: 1 } }),
      'spec/range models/m/student/layers/0/dropout/rate: 1 is not less than 1; write a number that is at least ' +
        '0 and less than 1 for "rate": share that is dropped',
    ],
    [
      'minItems',
      data({ shape: [] }),
      'spec/count models/m/data/shape: the list has 0 entries; write a list of 1 to 4 entries for "shape": shape ' +
        'of a sample, [height, width, channels], where the file has it flat',
    ],
    [
      'maxItems',
      board({ sources: Array(65).fill('a') }),
      'spec/count sources: the list has 65 entries; write a list of at most 64 entries for "sources": where the ' +
        'figures come from',
    ],
    [
      'minLength',
      board({ name: '' }),
      'spec/length name: the text is empty; write 1 to 256 characters for "name": its name for people',
    ],
    [
      'maxLength',
      data({ test: { csv: { file: 'a.csv', delimiter: '||' } } }),
      'spec/length models/m/data/test/csv/delimiter: the text has 2 characters; write 1 character for ' +
        '"delimiter": between cells',
    ],
    [
      'pattern of a digest',
      data({ test: { npz: 'a.npz', sha256: 'abc' } }),
      'spec/pattern models/m/data/test/sha256: "abc" does not have the right form; write 64 digits of 0 to 9 and ' +
        'a to f for "sha256": SHA-256 of the file (of both, one after the other, where there are two; of a folder ' +
        'that of the lines of sha256sum, see docs/data.md); another file is a mistake',
    ],
    [
      'pattern of a name',
      layer({ name: '1st', dense: { units: 2 } }),
      'spec/pattern models/m/student/layers/0/name: "1st" does not have the right form; write a letter, then ' +
        'letters, digits, _ and - for "name": what `from`, `with` and the report call this layer',
    ],
    [
      'minProperties',
      model({ student: {} }),
      'spec/count models/m/student: nothing is there; write one of layers, arch, keras and tflite for "student": ' +
        'the network for the device: layers to train, an architecture by name, a Keras file, ' +
        'or a finished .tflite file',
    ],
    [
      'minProperties of names',
      { version: 1, models: {} },
      'spec/count models: nothing is there; write at least one entry for "models": the models by name',
    ],
    [
      'maxProperties',
      model({ distill: { optimizer: { adam: {}, sgd: {} } } }),
      "spec/count models/m/distill/optimizer: adam and sgd can't be there at once; write only one of them",
    ],
    [
      'required',
      { ...board({}), name: undefined },
      'spec/missing-key : the key "name" is missing; write text for "name": its name for people',
    ],
    [
      'required, of several kinds',
      model({ student: undefined }),
      'spec/missing-key models/m: the key "student" is missing; write a group of keys (layers, arch, keras and ' +
        'tflite) for "student": the network for the device: layers to train, an architecture by name, a Keras file, ' +
        'or a finished .tflite file',
    ],
    [
      'additionalProperties, nearly right',
      model({ distil: {} }),
      'spec/unknown-key models/m/distil: unknown key "distil"; did you mean "distill"?',
    ],
    [
      'additionalProperties, far off',
      model({ distill: { schedule: { foo: 1 } } }),
      'spec/unknown-key models/m/distill/schedule/foo: unknown key "foo"; there are kind, warmup, every, factor',
    ],
    [
      'propertyNames',
      { version: 1, models: { 'a b': model({}).models.m } },
      'spec/name models/a b: "a b" is not a name; write a letter, then letters, digits, _ and -, at most 64 characters',
    ],
  ])('%s', (_, value, sentence) => {
    const kind = 'version' in value ? 'spec' : 'board';
    expect(complaintsAbout(kind, JSON.parse(JSON.stringify(value)))).toEqual([sentence]);
  });
});

/** Every schema inside of one, keyword by keyword. */
function schemasIn(schema: object): object[] {
  const { properties = {}, items, additionalProperties, propertyNames, anyOf = [] } = schema as Record<string, object>;
  const inner = [...Object.values(properties), items, additionalProperties, propertyNames, ...Object.values(anyOf)];
  return [schema, ...inner.filter((node) => typeof node === 'object').flatMap(schemasIn)];
}
const schemas = [SPEC_SCHEMA, BOARD_SCHEMA].flatMap(schemasIn);

/** Keywords that say nothing about a value, or only hold other schemas. */
const SILENT = ['$schema', 'title', 'description', 'default', 'deprecated', 'properties', 'items'];
/** Which of a board's two keys for a figure is there: config/board-file.ts says it in its own words. */
const SAID_ELSEWHERE = ['allOf'];

test('every keyword of the schemas has a rule', () => {
  const keywords = new Set(
    schemas.flatMap(Object.keys).filter((keyword) => ![...SILENT, ...SAID_ELSEWHERE].includes(keyword)),
  );
  expect([...keywords].filter((keyword) => !RULES.has(keyword))).toEqual([]);
});

test('every pattern of the schemas is there in words', () => {
  const patterns = schemas.flatMap((schema) => ('pattern' in schema ? [String(schema.pattern)] : []));
  expect(patterns.filter((pattern) => describePattern(pattern) === undefined)).toEqual([]);
});
