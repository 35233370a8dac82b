// Whether a teacher's classes are the data's, by their names, and in which order.
import { reject } from '../base/problem.ts';
import { quoteNames } from '../base/quote.ts';

/**
 * For each class of the data its place among the teacher's, or undefined where that is the same for all. Leaves the
 * enclosing attempt where the names differ; numbers in their order, which the data have without names, fit all.
 */
export function placesOf(teacher: readonly string[], data: readonly string[]): readonly number[] | undefined {
  const areNumbers = (names: readonly string[]) => names.every((name, i) => name === String(i));
  if (teacher.length !== data.length || areNumbers(data) || areNumbers(teacher)) return undefined;
  const places = data.map((name) => teacher.indexOf(name));
  if (places.includes(-1) || new Set(teacher).size !== teacher.length) {
    const found = `the teacher's classes are ${quoteNames(teacher)}, the data's ${quoteNames(data)}`;
    reject('teacher/class-order', `${found}; write the same names, in data.classes and in the teacher's file`);
  }
  return places.every((place, i) => place === i) ? undefined : places;
}

/** Rows of as many values as there are places. */
export function inOrder(values: Float32Array, places: readonly number[]): Float32Array {
  const width = places.length;
  return values.map((_, i) => values[i - (i % width) + places[i % width]]);
}
