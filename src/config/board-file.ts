// The file of a board to its value: YAML or JSON, the shipped ones and the user's own, or every mistake with its line.
import {
  attempt,
  must,
  mustAll,
  type Outcome,
  type Problem,
  placed,
  problemsOf,
  reject,
  rejectAll,
} from '../base/problem.ts';
import { type Dimension, describeQuantity, parseQuantity } from '../base/quantity.ts';
import { excerpt, quote } from '../base/quote.ts';
import { type SchemaCheck, schemaCheck } from '../base/schema-check.ts';
import type { Board, OtherBoard } from '../board/board.ts';
import {
  BOARD_SCHEMA,
  type BoardParams,
  CLOCK,
  FIGURES,
  type FigureKeys,
  OTHER_BOARD_SCHEMA,
  type OtherBoardParams,
} from '../board/params.ts';
import { groupOf } from './choices.ts';
import { complaintsOf } from './complaints.ts';
import { type Document, readDocument } from './document.ts';
import { aboutOf } from './expectation.ts';
import { firstProblems } from './first-problems.ts';

// strictRequired would ask for the properties again beside each `required` of a oneOf.
const OPTIONS = { allErrors: true, useDefaults: true, verbose: true, strictRequired: false };
export const BOARD_CHECK = { schema: BOARD_SCHEMA, options: OPTIONS };
export const OTHER_BOARD_CHECK = { schema: OTHER_BOARD_SCHEMA, options: OPTIONS };
const isBoard = schemaCheck<BoardParams>(BOARD_CHECK);
const isOtherBoard = schemaCheck<OtherBoardParams>(OTHER_BOARD_CHECK);

/** `file` is the name that problems show. */
export function parseBoard(text: string, file: string): Outcome<Board> {
  return attempt(() => {
    const { params, figures } = readFile(text, file, isBoard, FIGURES);
    const { id, name, mcu, profile, ramNote, flash, flashNote, sources } = params;
    const [clockHz, ramBytes, flashBytes] = figures;
    return {
      ...{ id, name, mcu, profile, clockHz, ramBytes },
      ...(ramNote !== undefined && { ramNote }),
      flashBytes,
      ...(flash !== undefined && { flash }),
      ...(flashNote !== undefined && { flashNote }),
      sources,
    };
  });
}

/** Of a shipped board that can't be measured. */
export function parseOtherBoard(text: string, file: string): Outcome<OtherBoard> {
  return attempt(() => {
    const { params, figures } = readFile(text, file, isOtherBoard, [CLOCK]);
    const { id, name, mcu, reason, sources } = params;
    return { id, name, mcu, clockHz: figures[0], reason, sources };
  });
}

/** What the schema has checked, and the figures in hertz and bytes in the order of `keys`. */
function readFile<T>(text: string, file: string, isValid: SchemaCheck<T>, keys: readonly FigureKeys[]) {
  const document = must(readDocument(text, file));
  const params = document.value;
  const fits = isValid(params);
  // What lies under allOf says that a figure has both of its keys or neither; figureOf says which.
  const errors = isValid.errors.filter(({ schemaPath }) => !schemaPath.startsWith('#/allOf/'));
  const complaints = complaintsOf(errors).map(({ code, keys: path, at, message }): Problem => {
    return { code, message, place: { ...document.placeOf(path, at), path: path.map((key) => excerpt(key)).join('.') } };
  });
  if (typeof params !== 'object' || params === null || Array.isArray(params)) rejectAll(firstProblems(complaints));
  const figures = keys.map((figure) => figureOf(document, figure));
  const problems = figures.flatMap(problemsOf);
  const paths = problems.map(({ place }) => place?.path).filter((path) => path !== undefined);
  rejectAll(firstProblems([...problems, ...complaints.filter(({ place }) => !paths.includes(place?.path ?? ''))]));
  if (!fits) throw new Error(`${file}: ${isValid.errors[0]?.message}`);
  return { params, figures: mustAll(figures) };
}

/** Of one of its keys, whatever the schema says about it. */
function figureOf(document: Document, { key, bareKey, dimension, most }: FigureKeys): Outcome<number> {
  const group = groupOf(document.value);
  const place = (name: string) => ({ ...document.placeOf([name], 'value'), path: name });
  return attempt(() => {
    const [hasUnit, isBare] = [Object.hasOwn(group, key), Object.hasOwn(group, bareKey)];
    if (hasUnit && isBare) {
      reject('spec/one-of', `${key} and ${bareKey} are the same figure; take ${bareKey} out`, place(bareKey));
    }
    if (!hasUnit && !isBare) {
      const about = aboutOf(BOARD_SCHEMA.properties[key].description);
      reject('spec/missing-key', `the key "${key}" is missing; write ${about}`, document.placeOf([], 'value'));
    }
    if (hasUnit) return must(placed(wholeQuantity(group[key], dimension, most), place(key)));
    if (typeof group[bareKey] === 'string') {
      const written = quote(group[bareKey]);
      reject('quantity/format', `${written} is no bare number; write it as ${key}`, place(bareKey));
    }
    return Number(group[bareKey]);
  });
}

/** Hertz and bytes don't come in parts, and no board has none of them. */
function wholeQuantity(written: unknown, dimension: Dimension, most: number): Outcome<number> {
  return attempt(() => {
    const { value } = must(parseQuantity(written, [dimension]));
    const bound = describeQuantity(most, dimension);
    const range = `write a whole number of ${dimension}, at least 1 and at most ${bound}, with a unit`;
    const shown = quote(String(written));
    if (!Number.isInteger(value)) {
      reject('quantity/format', `${shown} is no whole number of ${dimension}; ${range}`);
    }
    if (value < 1) reject('spec/range', `${shown} is less than 1; ${range}`);
    if (value > most) reject('spec/range', `${shown} is more than ${bound}; ${range}`);
    return value;
  });
}
