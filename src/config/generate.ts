// What a build makes of the sections' schemas: the files of schemas/, and the checks that a bundle brings compiled.
import { BOARD_FILE_SCHEMA } from '../board/params.ts';
import { REPORT_CHECK } from '../report/read.ts';
import { REPORT_SCHEMA } from '../report/report.ts';
import { STORE_CHECKS } from '../store/schemas.ts';
import { BOARD_CHECK, COMPUTER_CHECK, OTHER_BOARD_CHECK } from './board-file.ts';
import { KINDS } from './kinds.ts';
import { SPEC_SCHEMA, specCheck } from './schema.ts';

export { digestOfCheck, newAjv } from '../base/schema-check.ts';

export const CHECKS = [specCheck(KINDS), BOARD_CHECK, COMPUTER_CHECK, OTHER_BOARD_CHECK, REPORT_CHECK, ...STORE_CHECKS];

export function schemaFiles(): Readonly<Record<string, string>> {
  const text = (schema: unknown) => `${JSON.stringify(schema, undefined, 2)}\n`;
  return {
    'kd.schema.json': text(SPEC_SCHEMA),
    'report.schema.json': text(REPORT_SCHEMA),
    'board.schema.json': text(BOARD_FILE_SCHEMA),
  };
}
