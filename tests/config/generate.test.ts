import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemaFiles } from '../../src/config/generate.ts';
import { initSpec } from '../../src/config/init.ts';

describe('schemas/', () => {
  test.each(Object.entries(schemaFiles()))('%s is what the sources say; `npm run bundle` writes it', (name, text) => {
    expect(readFileSync(join(import.meta.dirname, '../../schemas', name), 'utf8')).toBe(text);
  });

  test('an editor takes the first kd.yaml, and marks an unknown key', () => {
    const schema = JSON.parse(schemaFiles()['kd.schema.json']);
    const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
    const spec = parse(initSpec());
    expect(validate(spec), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...spec, sed: 1 })).toBe(false);
  });

  test('every key has a sentence that editors show', () => {
    const missing: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties, items, additionalProperties } = node as Record<string, unknown>;
      for (const [key, value] of Object.entries(properties ?? {})) {
        if (typeof value.description !== 'string') missing.push(`${path}.${key}`);
        visit(value, `${path}.${key}`);
      }
      visit(items, `${path}[]`);
      visit(additionalProperties, `${path}.*`);
    };
    for (const name of ['kd.schema.json', 'board.schema.json']) visit(JSON.parse(schemaFiles()[name]), name);
    expect(missing).toEqual([]);
  });
});
