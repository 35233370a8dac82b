// What a board's serial log says: the lines of the program that `calibrate write` makes, whatever stands around them.
import { crc32 } from '../../base/digest.ts';
import { attempt, type Outcome, type Problem, reject, rejectAll } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import { firstProblems } from '../../config/first-problems.ts';

/** Of a log: hours of them have less. */
export const MOST_LOG_BYTES = 8 * 1024 * 1024;
const MOST_LINES = 200_000;
const MOST_MODELS = 256;
/** Damaged lines that are named. */
const MOST_NAMED = 5;

/** One model of one run of the program. */
export interface LoggedTime {
  readonly line: number;
  readonly name: string;
  readonly sha256: string;
  readonly dataCrc: number;
  readonly arenaBytes: number;
  readonly answersCrc: number;
  readonly microseconds: number;
  readonly leastMicroseconds: number;
  readonly mostMicroseconds: number;
}

export interface CalibrationLog {
  /** In the order of the log; a model again for each run of the program. */
  readonly times: readonly LoggedTime[];
  /** Undefined where the board doesn't know it. */
  readonly clockHz?: number;
  readonly compiler: string;
  /** What is damaged, or stops too early, and yet leaves something to go on with. */
  readonly warnings: readonly string[];
}

/** Of a line; the program's own have 400. */
const MOST_COLUMNS = 1024;

const HEAD = 'kd-gate-calibrate';
/** Colours and cursor movements of monitors. */
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');

/** `file`: the name that problems show. Problems: `calibrate/log`. */
export function readCalibrationLog(text: string, file: string): Outcome<CalibrationLog> {
  return attempt(() => {
    const lines = text.split('\n', MOST_LINES + 1);
    if (lines.length > MOST_LINES) {
      reject('calibrate/log', `the log has more than ${MOST_LINES} lines; keep those of one run`, { file });
    }
    const found = lines.flatMap((line, i) => statementOf(line, i + 1));
    if (found.length === 0) reject('calibrate/log', noLines(lines), { file });
    const whole = found.flatMap(({ isWhole, ...statement }) => (isWhole ? [statement] : []));
    const problems = whole.flatMap((statement) => failureOf(statement, file));
    rejectAll(firstProblems(problems));
    const times = whole.flatMap((statement) => timeOf(statement, file));
    const damaged = found.filter(({ isWhole }) => !isWhole).map(({ line }) => line);
    if (times.length === 0) reject('calibrate/log', nothingWhole(damaged), { file, line: found[0].line });
    const begins = whole.filter(({ text: said }) => said.startsWith('begin '));
    const fields = fieldsOf(begins.at(-1)?.text ?? '');
    const clock = wholeNumber(fields.get('clock'));
    return {
      times,
      ...(clock !== undefined && clock > 0 && { clockHz: clock }),
      compiler: excerpt(/ compiler=(.*)$/.exec(begins.at(-1)?.text ?? '')?.[1] ?? 'unknown'),
      warnings: warningsOf(whole, times, damaged),
    };
  });
}

interface Statement {
  readonly line: number;
  /** Between head and check. */
  readonly text: string;
}

function statementOf(raw: string, line: number): (Statement & { readonly isWhole: boolean })[] {
  const at = raw.indexOf(HEAD);
  if (at < 0) return [];
  const said = raw
    .slice(at, at + MOST_COLUMNS)
    .replaceAll(ESCAPES, '')
    .trimEnd();
  const [, head = '', text = '', check = ''] = /^((?:kd-gate-calibrate 1) (.*)) check=([0-9a-f]{8})$/.exec(said) ?? [];
  const isWhole = head !== '' && crc32(new TextEncoder().encode(head)) === Number.parseInt(check, 16);
  return [{ line, text, isWhole }];
}

function noLines(lines: readonly string[]): string {
  const about = lines.every((line) => line.trim() === '') ? 'the log is empty' : `no line has "${HEAD}"`;
  return `${about}; flash what \`kd-gate calibrate write\` made, and save the serial log from "begin" to "end"`;
}

function nothingWhole(damaged: readonly number[]): string {
  if (damaged.length > 0) return `${damagedText(damaged)}, and no other has a model; ${LESS_NOISE}`;
  return 'the program began, and no model was measured; let it run until it prints "end"';
}

const LESS_NOISE = 'save the log again, with a lower baud rate or a shorter cable';

function damagedText(damaged: readonly number[]): string {
  const named = damaged.slice(0, MOST_NAMED).join(', ');
  const more = damaged.length > MOST_NAMED ? ` and ${damaged.length - MOST_NAMED} more` : '';
  return `damaged on the serial line: line ${named}${more}`;
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/(?:^| )([a-z0-9]+)=([^ ]*)/g)].map(([, key, value]) => [key, value]));
}

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['AllocateTensors', 'the board needs a larger arena than kd-gate simulated, or its TFLM lacks an operator'],
  ['RegisterModelOps', 'its TFLM lacks an operator, or the model has a custom one that you register yourself'],
  ['Invoke', 'a kernel refused the model; a debug build of TFLM prints why'],
]);

function failureOf({ line, text }: Statement, file: string): Problem[] {
  if (!text.startsWith('failed ')) return [];
  const fields = fieldsOf(text);
  const at = fields.get('at') ?? '';
  const model = excerpt(fields.get('model') ?? 'a model');
  const remedy = REMEDIES.get(at) ?? 'the program says no more';
  return [{ code: 'calibrate/log', message: `${model} failed in ${excerpt(at)}: ${remedy}`, place: { file, line } }];
}

function timeOf({ line, text }: Statement, file: string): LoggedTime[] {
  const fields = fieldsOf(text);
  if (!fields.has('model') || text.startsWith('failed ')) return [];
  const numbers = ['us', 'least', 'most'].map((key) => decimal(fields.get(key)));
  const [dataCrc, answersCrc] = ['data', 'answers'].map((key) => hexadecimal(fields.get(key)));
  const arenaBytes = wholeNumber(fields.get('arena'));
  const sha256 = fields.get('sha256') ?? '';
  const [microseconds, leastMicroseconds, mostMicroseconds] = numbers;
  const isComplete =
    /^[0-9a-f]{64}$/.test(sha256) && [...numbers, dataCrc, answersCrc, arenaBytes].every((n) => n !== undefined);
  if (!isComplete || microseconds === 0) {
    const what = 'the line of a model lacks something, though its check is right';
    reject('calibrate/log', `${what}; write the program anew with this version of kd-gate`, { file, line });
  }
  return [
    {
      ...{ line, sha256, name: excerpt(fields.get('model') ?? '') },
      ...{ dataCrc: dataCrc ?? 0, answersCrc: answersCrc ?? 0, arenaBytes: arenaBytes ?? 0 },
      microseconds: microseconds ?? 0,
      leastMicroseconds: leastMicroseconds ?? 0,
      mostMicroseconds: mostMicroseconds ?? 0,
    },
  ];
}

function warningsOf(
  whole: readonly Statement[],
  times: readonly LoggedTime[],
  damaged: readonly number[],
): readonly string[] {
  const promised = whole.reduce((most, { text }) => {
    return text.startsWith('begin ') ? Math.max(most, wholeNumber(fieldsOf(text).get('models')) ?? 0) : most;
  }, 0);
  const found = new Set(times.map(({ sha256 }) => sha256)).size;
  if (found > MOST_MODELS) reject('calibrate/log', `the log has ${found} models; keep at most ${MOST_MODELS}`);
  const missing =
    promised > found ? [`${found} of ${promised} models were measured; let the program run until it prints "end"`] : [];
  return [...missing, ...(damaged.length > 0 ? [`${damagedText(damaged)}; ${LESS_NOISE}`] : [])];
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function hexadecimal(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9a-f]{8}$/.test(text) ? Number.parseInt(text, 16) : undefined;
}

function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}\.\d{3}$/.test(text) ? Number(text) : undefined;
}
