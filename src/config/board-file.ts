// The file of a board to its value: YAML or JSON, the shipped ones and the user's own, or every mistake with its line.
import {
  attempt,
  must,
  mustAll,
  type Outcome,
  type Place,
  type Problem,
  placed,
  problemsOf,
  reject,
  rejectAll,
} from '../base/problem.ts';
import { type Dimension, describeQuantity, parseQuantity } from '../base/quantity.ts';
import { excerpt, quote } from '../base/quote.ts';
import { type SchemaCheck, schemaCheck } from '../base/schema-check.ts';
import type { Board, Computer, OtherBoard, Timing } from '../board/board.ts';
import {
  BOARD_SCHEMA,
  type BoardParams,
  CLOCK,
  COMPUTER_SCHEMA,
  type ComputerParams,
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
export const COMPUTER_CHECK = { schema: COMPUTER_SCHEMA, options: OPTIONS };
export const OTHER_BOARD_CHECK = { schema: OTHER_BOARD_SCHEMA, options: OPTIONS };
const isBoard = schemaCheck<BoardParams>(BOARD_CHECK);
const isComputer = schemaCheck<ComputerParams>(COMPUTER_CHECK);
const isOtherBoard = schemaCheck<OtherBoardParams>(OTHER_BOARD_CHECK);

/** A file, and where in it something stands: `['measured', '0', 'model']`. */
export interface BoardFile<T extends Board | Computer = Board | Computer> {
  readonly board: T;
  placeOf(keys: readonly string[]): Place;
}

/** Of a board, or of a computer where the file has the key `runtime`. `file` is the name that problems show. */
export function readBoardFile(text: string, file: string): Outcome<BoardFile> {
  return attempt(() => {
    const document = must(readDocument(text, file));
    const board = Object.hasOwn(groupOf(document.value), 'runtime')
      ? computerOf(document, file)
      : boardOf(document, file);
    const placeOf = (keys: readonly string[]) => ({ ...document.placeOf(keys, 'value'), path: pathOfKeys(keys) });
    return { board, placeOf };
  });
}

/** Of a board alone. */
export function parseBoard(text: string, file: string): Outcome<Board> {
  return attempt(() => boardOf(must(readDocument(text, file)), file));
}

export function parseComputer(text: string, file: string): Outcome<Computer> {
  return attempt(() => computerOf(must(readDocument(text, file)), file));
}

function boardOf(document: Document, file: string): Board {
  const { params, figures } = checkDocument(document, file, isBoard, FIGURES);
  const { id, name, mcu, profile, ramNote, flash, flashNote, measured, sources } = params;
  const [clockHz, ramBytes, flashBytes] = figures;
  return {
    ...{ id, name, mcu, profile, clockHz, ramBytes },
    ...(ramNote !== undefined && { ramNote }),
    flashBytes,
    ...(flash !== undefined && { flash }),
    ...(flashNote !== undefined && { flashNote }),
    ...(measured && { timings: timingsOf(document, measured) }),
    sources,
  };
}

function computerOf(document: Document, file: string): Computer {
  const hasClock = Object.hasOwn(groupOf(document.value), CLOCK.key);
  const { params, figures } = checkDocument(document, file, isComputer, hasClock ? [CLOCK] : []);
  const { id, name, mcu, runtime, measured, sources } = params;
  return {
    ...{ id, name, mcu, runtime },
    ...(hasClock && { clockHz: figures[0] }),
    ...(measured && { timings: timingsOf(document, measured) }),
    sources,
  };
}

/** A model that stands there twice would weigh twice, and have two times. */
function timingsOf(document: Document, measured: NonNullable<BoardParams['measured']>): readonly Timing[] {
  const problems = measured.flatMap(({ model }, i): Problem[] => {
    const keys = ['measured', String(i), 'model'];
    if (measured.findIndex((other) => other.model === model) === i) return [];
    const message = `${quote(model)} is measured twice; keep one of the two`;
    return [{ code: 'board/twice', message, place: { ...document.placeOf(keys, 'value'), path: pathOfKeys(keys) } }];
  });
  rejectAll(firstProblems(problems));
  return measured.map(({ model, sha256, ms }) => ({ model, ...(sha256 !== undefined && { sha256 }), ms }));
}

/** `measured[0].model` */
function pathOfKeys(keys: readonly string[]): string {
  return keys.map((key, i) => (/^\d+$/.test(key) ? `[${key}]` : `${i > 0 ? '.' : ''}${excerpt(key)}`)).join('');
}

/** Of a shipped board that can't be measured. */
export function parseOtherBoard(text: string, file: string): Outcome<OtherBoard> {
  return attempt(() => {
    const { params, figures } = checkDocument(must(readDocument(text, file)), file, isOtherBoard, [CLOCK]);
    const { id, name, mcu, reason, sources } = params;
    return { id, name, mcu, clockHz: figures[0], reason, sources };
  });
}

/** What the schema has checked, and the figures in hertz and bytes in the order of `keys`. */
function checkDocument<T>(document: Document, file: string, isValid: SchemaCheck<T>, keys: readonly FigureKeys[]) {
  const params = document.value;
  const fits = isValid(params);
  // What lies under allOf says that a figure has both of its keys or neither; figureOf says which.
  const errors = isValid.errors.filter(({ schemaPath }) => !schemaPath.startsWith('#/allOf/'));
  const complaints = complaintsOf(errors).map(({ code, keys: path, at, message }): Problem => {
    return { code, message, place: { ...document.placeOf(path, at), path: pathOfKeys(path) } };
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
