// JSON files of models: bounded.
import { must, reject, withProblems } from '../base/problem.ts';
import { isObject, type JsonObject, parseJson } from '../keras/json.ts';

/** A config of a thousand layers has 2 MB. */
export const MOST_JSON_BYTES = 64 * 1024 * 1024;

/** `what` it is, for the message: `model.json`. Leaves the enclosing attempt by `teacher/model`. */
export function readJsonObject(bytes: Uint8Array, what: string): JsonObject {
  if (bytes.length > MOST_JSON_BYTES) {
    reject('teacher/model', `${what} has ${bytes.length} bytes; at most ${MOST_JSON_BYTES} are read`);
  }
  const read = parseJson(new TextDecoder().decode(bytes), what);
  const value = must(withProblems(read, (problem) => ({ ...problem, code: 'teacher/model' })));
  return isObject(value) ? value : reject('teacher/model', `${what} is not a JSON object`);
}
