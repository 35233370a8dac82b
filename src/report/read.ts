// A report.json that another job wrote: used only when it is valid against its schema.
import { attempt, type Outcome, placed, reject } from '../base/problem.ts';
import { excerpt } from '../base/quote.ts';
import { schemaCheck } from '../base/schema-check.ts';
import { REPORT_SCHEMA, type Report } from './report.ts';

export const REPORT_CHECK = { schema: REPORT_SCHEMA };
const isReport = schemaCheck<Report>(REPORT_CHECK);

/** The report of an artifact, which anyone may have written. */
export function readReport(text: string, file: string): Outcome<Report> {
  const report = attempt(() => {
    const value = parseJson(text);
    if (isReport(value)) return value;
    const [{ instancePath = '', message = '' } = {}] = isReport.errors;
    return reject('report/invalid', `is no valid report: ${excerpt(instancePath)} ${excerpt(message)}`);
  });
  return placed(report, { file });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return reject('report/invalid', 'is not JSON');
  }
}
