// A board's answers against the simulator's: each usual cause is tried, by running the model as it would have run then.
import { concatBytes } from '@noble/hashes/utils.js';
import { sha256Hex } from '../../base/digest.ts';
import { attempt, must, type Outcome } from '../../base/problem.ts';
import { realsOf, storedNumbers } from '../../micro/tensors/samples.ts';
import type { Cause } from './cause.ts';
import { type BoardNumbers, byDifference, type Difference, differenceOf } from './difference.ts';
import { INPUT_CAUSES, type InputCause } from './input-causes.ts';
import { type AnswerParts, OUTPUT_CAUSES } from './output-causes.ts';
import { RUN_CAUSES, type RunCause } from './run-causes.ts';
import { answersOf, type Records } from './runs.ts';
import type { Subject } from './subject.ts';

export interface BoardAnswer extends BoardNumbers {
  /** `stored`: as the tensors hold them; `real`: scale * (stored - zeroPoint). */
  readonly unit: 'stored' | 'real';
}

/** One or two causes together, and what is left of the difference then. */
export interface Trial {
  readonly causes: readonly Cause[];
  readonly difference: Difference;
}

export interface AnswerFindings {
  /** With nothing wrong. */
  readonly difference: Difference;
  /** Those that give the board's answers exactly; the simplest first. */
  readonly reproducing: readonly Trial[];
  /** The nearest of the others that come nearer than the difference is. */
  readonly nearest: readonly Trial[];
  /** How many ways were run. */
  readonly tried: number;
}

const MOST_NEAREST = 3;

/** Problems: what the model refuses of the right input. */
export function explainAnswers(
  subject: Subject,
  board: BoardAnswer,
  others: readonly RunCause[] = [],
): Outcome<AnswerFindings> {
  return attempt(() => {
    const { interpreter, records, isStateful } = subject;
    const right = must(answersOf(interpreter, records, { keepsState: isStateful }));
    const difference = differenceOf(board, numbersOf(right, board.unit));
    if (difference.values === 0) return { difference, reproducing: [], nearest: [], tried: 1 };
    const ways: Way[] = [{ causes: [], answers: right }, ...waysOf(subject, others)];
    const trials = ways.flatMap((way) => trialsOf(way, board)).filter(({ causes }) => causes.length > 0);
    const isSame = ({ difference: left }: Trial) => left.values === 0;
    const simplest = trials.filter(isSame).sort((a, b) => a.causes.length - b.causes.length);
    const least = simplest.at(0)?.causes.length;
    const nearest = trials
      .filter((trial) => !isSame(trial) && byDifference(trial, { difference }) < 0)
      .sort((a, b) => byDifference(a, b) || a.causes.length - b.causes.length);
    return {
      difference,
      reproducing: simplest.filter(({ causes }) => causes.length === least),
      nearest: nearest.slice(0, MOST_NEAREST),
      tried: trials.length + 1,
    };
  });
}

interface Way {
  readonly causes: readonly Cause[];
  readonly answers: readonly AnswerParts[];
}

function waysOf(subject: Subject, others: readonly RunCause[]): readonly Way[] {
  const { interpreter, isStateful: keepsState } = subject;
  const fed = new Set<string>();
  const ofInputs = INPUT_CAUSES.flatMap((cause): Way[] => {
    const records = changedRecords(subject, cause);
    const digest = sha256Hex(concatBytes(...(records ?? [])));
    if (!records || fed.has(digest)) return [];
    fed.add(digest);
    const answers = answersOf(interpreter, records, { keepsState });
    return answers.ok ? [{ causes: [cause], answers: answers.value }] : [];
  });
  const ofRuns = [...RUN_CAUSES, ...others].flatMap((cause): Way[] => {
    const answers = cause.answers(subject);
    return answers ? [{ causes: [cause], answers }] : [];
  });
  return [...ofInputs, ...ofRuns];
}

/** Undefined where the cause leaves all of them as they are. */
function changedRecords({ parts, records }: Subject, cause: InputCause): Records | undefined {
  const changed = parts.map((list) => concatBytes(...list.map((part) => cause.change(part) ?? part.bytes)));
  const isSame = changed.every((record, i) => record.every((byte, at) => byte === records[i][at]));
  return isSame ? undefined : changed;
}

/** As it is, and read in each of the wrong ways. */
function trialsOf({ causes, answers }: Way, board: BoardAnswer): readonly Trial[] {
  const forms = OUTPUT_CAUSES.flatMap((cause) => {
    const changed = cause.change(answers);
    return changed ? [{ causes: [...causes, cause], answers: changed }] : [];
  });
  return [{ causes, answers }, ...forms].flatMap((way) => {
    const numbers = numbersOf(way.answers, board.unit);
    return numbers.length < board.values.length
      ? []
      : [{ causes: way.causes, difference: differenceOf(board, numbers) }];
  });
}

/** Of records one after the other. */
export function numbersOf(records: readonly AnswerParts[], unit: BoardAnswer['unit']): readonly number[] {
  return records.flatMap((parts) =>
    parts.flatMap(({ tensor, bytes }) => {
      const numbers = unit === 'stored' ? storedNumbers(tensor, bytes) : realsOf(tensor)?.(bytes);
      return Array.from(numbers ?? bytes);
    }),
  );
}
