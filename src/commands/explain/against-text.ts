// What is known of a board's answers, on a terminal and as JSON.
import { excerptEnd, visible } from '../../base/quote.ts';
import type { Cause } from '../../gate/explain/cause.ts';
import type { Difference } from '../../gate/explain/difference.ts';
import type { Trial } from '../../gate/explain/explain-answers.ts';
import type { InputFindings } from '../../gate/explain/explain-input.ts';
import type { OddOperator, TensorDifference } from '../../gate/explain/explain-tensors.ts';
import { formatBytes, formatCount } from '../../report/format.ts';
import { toJson } from '../../report/json.ts';
import { wrapped } from '../../report/wrap.ts';
import { type Explanation, isSame } from './against.ts';

/** Ends with a line break. */
export function renderExplanationJson(explanation: Explanation, version: string): string {
  const { target, arena, answers, tensors, input, records, refused, warnings } = explanation;
  const causesOf = (causes: readonly Cause[]) => causes.map(({ id, says, remedy }) => ({ id, says, remedy }));
  const trialOf = ({ causes, difference }: Trial) => ({ causes: causesOf(causes), difference });
  return toJson({
    tool: { name: 'kd-gate', version },
    file: target.file,
    sha256: target.model.figures.sha256,
    profile: target.profile.id,
    arenaUsedBytes: arena.arenaUsedBytes,
    isSame: isSame(explanation),
    records,
    answers: answers && {
      ...answers,
      reproducing: answers.reproducing.map(trialOf),
      nearest: answers.nearest.map(trialOf),
    },
    input: input && { ...input, reproducing: causesOf(input.reproducing) },
    tensors,
    refused,
    warnings,
  });
}

/** Ends with a line break. */
export function renderExplanation(explanation: Explanation): string {
  const { target, answers, tensors, input } = explanation;
  const { file, model, profile } = target;
  const lines = [
    visible(file),
    `  sha256    ${model.figures.sha256}`,
    `  kernels   ${profile.id}`,
    '',
    ...(input ? inputLines(input) : []),
    ...(tensors ? tensorLines(explanation, tensors) : []),
    ...(answers ? answerLines(answers) : []),
    ...(isSame(explanation) ? [] : nextLines(explanation)),
  ];
  return `${lines.flatMap((line) => wrapped(`${line}`)).join('\n')}\n`;
}

type Answers = NonNullable<Explanation['answers']>;

function answerLines({ difference, reproducing, nearest, tried, dump }: Answers): string[] {
  const records = dump.records === 1 ? '1 record' : `${formatCount(dump.records)} records`;
  if (difference.values === 0) {
    return [`  the same answers: all ${formatCount(difference.of)} numbers of ${records} are kd-gate's`];
  }
  const others =
    reproducing.length > 1
      ? ['  This record cannot tell them apart: try one whose answer is less certain, or several.']
      : [];
  return [
    `  other answers: ${describeDifference(difference)} (${records})`,
    '',
    ...(reproducing.length > 0
      ? [
          `  gives the board's answers exactly, of ${tried} ways that were run:`,
          ...reproducing.flatMap(trialLines),
          ...others,
        ]
      : [`  none of ${tried} ways that were run gives the board's answers`]),
    ...(reproducing.length === 0 && nearest.length > 0
      ? [
          '  nearest:',
          ...nearest.flatMap((trial) => [...trialLines(trial), `      left: ${describeDifference(trial.difference)}`]),
        ]
      : []),
  ];
}

function trialLines({ causes }: Trial): string[] {
  return causes.flatMap(({ says, remedy }, i) => [`    ${i === 0 ? '-' : 'and'} ${says}`, `      ${remedy}`]);
}

function describeDifference({ values, of, most, first }: Difference): string {
  const by = Number.isInteger(most) ? formatCount(most) : String(Number(most.toPrecision(3)));
  const where = first
    ? `; the first is number ${first.index}: ${first.board} on the board, ${first.expected} here`
    : '';
  return `${formatCount(values)} of ${formatCount(of)} numbers differ, by up to ${by}${where}`;
}

function inputLines({ bytes, of, reproducing }: InputFindings): string[] {
  if (bytes === 0) return ['  input     as --input says', ''];
  return [
    `  input     another one: ${formatCount(bytes)} of ${formatCount(of)} bytes differ from --input`,
    ...(reproducing.length > 0
      ? reproducing.flatMap(({ says, remedy }) => [`    - ${says}`, `      ${remedy}`])
      : ['    none of the usual causes gives the input that the board printed']),
    '',
  ];
}

const MOST_NAME = 40;
const MOST_LISTED = 8;

function tensorLines({ arena }: Explanation, tensors: NonNullable<Explanation['tensors']>): string[] {
  const { first, odd, lost, checked, operators, arenaUsedBytes, warnings, printed } = tensors;
  const isOther = arenaUsedBytes !== 0 && arenaUsedBytes !== arena.arenaUsedBytes;
  const here = isOther ? `; kd-gate says ${formatBytes(arena.arenaUsedBytes)}: other kernels, or another TFLM` : '';
  return [
    `  tensors   ${printed} were printed; arena used ${formatBytes(arenaUsedBytes)}${here}`,
    ...warnings.map((warning) => `  warning: ${visible(warning)}`),
    '',
    first ? `  first difference: ${describeTensor(first)}` : '  every tensor is as kd-gate computes it',
    ...lost.slice(0, MOST_LISTED).map(({ operator, op, tensor, name }) => {
      const what = `tensor ${tensor} ${nameOf(name)} had other bytes when operator ${operator} (${op}) read it`;
      return `  memory: ${what} than when it was written: something wrote over the arena`;
    }),
    ...(first === undefined ? [] : oddLines(odd, checked, operators)),
  ];
}

function oddLines(odd: readonly OddOperator[], checked: number, operators: number): string[] {
  const from = `${checked} of ${operators} operators were run on the board's own values`;
  if (odd.length === 0) return [`  ${from}: each gives what the board has`];
  return [
    `  ${from}; these compute something else:`,
    ...odd.slice(0, MOST_LISTED).map((found) => {
      const rounding = found.rounding === undefined ? '' : `: ${ROUNDINGS[found.rounding]}`;
      return `    - ${describeTensor(found)}${rounding}`;
    }),
    ...(odd.length > MOST_LISTED ? [`    and ${odd.length - MOST_LISTED} more`] : []),
  ];
}

const ROUNDINGS = {
  once: 'it rounds once where TFLM rounds twice (TFLITE_SINGLE_ROUNDING)',
  float: 'it scales in float32, as XNNPACK does',
} as const;

const nameOf = (name: string) => `"${excerptEnd(name, MOST_NAME)}"`;

function describeTensor({ operator, op, tensor, name, difference }: TensorDifference): string {
  return `operator ${operator} (${op}), tensor ${tensor} ${nameOf(name)}: ${describeDifference(difference)}`;
}

/** What can't be tried from here. */
function nextLines({ answers, tensors, input, target, refused, warnings }: Explanation): string[] {
  const isFound =
    (answers?.reproducing.length ?? 0) > 0 ||
    (input?.reproducing.length ?? 0) > 0 ||
    tensors?.odd.some((o) => o.rounding);
  const known = [...refused, ...warnings].map((text) => `  known of ${target.profile.id}: ${visible(text)}`);
  const memory = (tensors?.lost.length ?? 0) > 0 ? [`  ${OVERWRITTEN}`] : [];
  if (isFound) return [...(known.length > 0 ? ['', ...known] : []), ...memory];
  const small = answers && answers.difference.most <= 2 && answers.difference.values > 0 ? [`  ${SMALL}`] : [];
  const next = answers ? NOT_TRIED.map((line) => `    - ${line}`) : [];
  return ['', ...known, ...memory, ...small, ...(next.length > 0 ? ['  not tried:', ...next] : [])];
}

const OVERWRITTEN =
  'usual writers: a stack that grows into the arena, a DMA or camera buffer, an interrupt, an arena smaller than ' +
  'the size which is passed for it';
const SMALL = 'differences of 1 or 2 levels come from kernels that round otherwise, not from the input';

const NOT_TRIED = [
  'another model on the board: name files that may be there with --or FILE',
  'an arena that is written over, or one operator that errs: let the board print every tensor, ' +
    '`kd-gate explain --probe kd_gate_probe.h`',
  'another order or another record: print what is fed, just before Invoke()',
];
