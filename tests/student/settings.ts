// Settings of `distill:` with their defaults, and the smallest network, for the tests of training.
import { Ajv } from 'ajv';
import { must } from '../../src/base/problem.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import { DISTILL_SCHEMA, type DistillParams, type DistillSection } from '../../src/student/params.ts';

const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false });

export function sectionOf(changes: object): DistillSection {
  const section = { distill: structuredClone(changes) };
  const schema = { type: 'object', properties: { distill: DISTILL_SCHEMA } };
  if (!ajv.validate(schema, section)) throw new Error(ajv.errorsText());
  return section.distill as DistillSection;
}

/** Without `auto`; 30 epochs unless it says others. */
export const paramsOf = (changes: object): DistillParams => sectionOf({ epochs: 30, ...changes }) as DistillParams;

/** One dense layer. */
export const networkOf = (inputs: number, classes: number) => {
  const dense = { units: classes, activation: 'none', batchNorm: false, bias: true } as const;
  return must(buildNetwork([inputs], [{ dense }], 3, 'student'));
};
