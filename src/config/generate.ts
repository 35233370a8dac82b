// The files of schemas/, generated from the sections' schemas.
import { BOARD_SCHEMA } from '../board/params.ts';
import { REPORT_SCHEMA } from '../report/report.ts';
import { SPEC_SCHEMA } from './schema.ts';

export function schemaFiles(): Readonly<Record<string, string>> {
  const text = (schema: unknown) => `${JSON.stringify(schema, undefined, 2)}\n`;
  return {
    'kd.schema.json': text(SPEC_SCHEMA),
    'report.schema.json': text(REPORT_SCHEMA),
    'board.schema.json': text(BOARD_SCHEMA),
  };
}
