// A user's own board: a YAML or JSON file with the fields of a board.
import { Ajv } from 'ajv';
import { done, failed, type Outcome, type Problem } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { BOARD_SCHEMA } from '../board/params.ts';
import { complaintsOf } from './complaints.ts';
import { readDocument } from './document.ts';

export function parseBoard(text: string, file: string): Outcome<Board> {
  const read = readDocument(text, file);
  if (!read.ok) return read;
  const { value, placeOf } = read.value;
  const validate = new Ajv({ allErrors: true, useDefaults: true, verbose: true, strict: true }).compile<Board>(
    BOARD_SCHEMA,
  );
  if (validate(value)) return done(value);
  return failed(
    ...complaintsOf(validate.errors ?? []).map(({ code, keys, at, message }): Problem => {
      return { code, message, place: { ...placeOf(keys, at), path: keys.join('.') } };
    }),
  );
}
