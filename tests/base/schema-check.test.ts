import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { schemaCheck } from '../../src/base/schema-check.ts';
import { BOARD_FILE_SCHEMA, BOARD_SCHEMA, COMPUTER_SCHEMA, OTHER_BOARD_SCHEMA } from '../../src/board/params.ts';
import { SPEC_SCHEMA } from '../../src/config/schema.ts';
import { REPORT_SCHEMA } from '../../src/report/report.ts';

describe('a check by a schema', () => {
  test('says what is wrong with the last value, and nothing of one that fits', () => {
    const isName = schemaCheck<string>({ schema: { type: 'string', maxLength: 3 } });
    expect(isName.errors).toEqual([]);
    expect(isName('four')).toBe(false);
    expect(isName.errors.map(({ keyword }) => keyword)).toEqual(['maxLength']);
    expect(isName('two')).toBe(true);
    expect(isName.errors).toEqual([]);
  });

  test('refuses a keyword that JSON Schema does not have when it is first asked', () => {
    const check = schemaCheck({ schema: { type: 'string', maxLenght: 3 } });
    expect(() => check('x')).toThrow('maxLenght');
  });

  test('takes a value and a default as ajv does', () => {
    const value = { a: 1 };
    const schema = { type: 'object', properties: { b: { type: 'number', default: 2 } } };
    const check = schemaCheck({ schema, options: { useDefaults: true } });
    expect(check(value)).toBe(true);
    expect(value).toEqual({ a: 1, b: 2 });
  });
});

// No run looks at this: it is what checks compile without.
test.each([
  ['kd.yaml', SPEC_SCHEMA],
  ['report.json', REPORT_SCHEMA],
  ['a board', BOARD_SCHEMA],
  ['a computer', COMPUTER_SCHEMA],
  ['a board file', BOARD_FILE_SCHEMA],
  ['a board that is not measured', OTHER_BOARD_SCHEMA],
])('the schema of %s is one of draft 7', (_, schema) => {
  const ajv = new Ajv({ strict: false });
  expect(ajv.validateSchema(schema), ajv.errorsText(ajv.errors)).toBe(true);
});
