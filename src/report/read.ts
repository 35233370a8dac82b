// A report.json that another job wrote: shown only when it is valid against its schema.
import { Ajv } from 'ajv';
import { done, failed, type Outcome } from '../base/problem.ts';
import { REPORT_SCHEMA, type Report } from './report.ts';

/** The report of an artifact, which anyone may have written: shown only when it is valid against its schema. */
export function readReport(text: string, file: string): Outcome<Report> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed({ code: 'report/invalid', message: 'is not JSON', place: { file } });
  }
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile<Report>(REPORT_SCHEMA);
  if (validate(value)) return done(value);
  const [error] = validate.errors ?? [];
  const where = error?.instancePath ?? '';
  return failed({
    code: 'report/invalid',
    message: `is no valid report: ${where} ${error?.message ?? ''}`,
    place: { file },
  });
}
