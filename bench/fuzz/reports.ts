// Mutated reports of a failing model: none crashes, and none becomes a pass.
import { type Random, random } from '../../src/base/random.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { renderComment } from '../../src/report/comment.ts';
import { statusOfReport } from '../../src/report/headline.ts';
import { judgeAgain, leaveUnjudged } from '../../src/report/judge-again.ts';
import { measurementsOf } from '../../src/report/measurements.ts';
import { mergeReports } from '../../src/report/merge.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import { readReport } from '../../src/report/read.ts';
import type { Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { factsOf, failingReport } from '../../tests/report/claims.ts';
import type { FuzzCounts } from './counts.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const VALUES: readonly Json[] = [
  ...[0, -0, 1, -1, 7, 0.5, 1.5, 5e-324, 1e308, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e21],
  ...['', 'pass', 'fail', 'not measured', 'no baseline', 'warn', 'toString', '__proto__', 'constructor', 'max', 'min'],
  ...['@octocat [x](y) <b>', '::error::x', '\u202e', 'ab'.repeat(32), 'e'.repeat(40), 'x'.repeat(5000)],
  ...[null, true, false, [], {}],
  [{}, {}],
];

/**
 * The same `seed` tries the same reports. A false pass: status 0 with the figures of the failing model, or a pass over
 * an absolute budget. A crash: an exception, or a text with NaN, Infinity or undefined in it.
 */
export async function fuzzReports(count: number, seed: number): Promise<FuzzCounts> {
  const honest = failingReport();
  const facts = factsOf(honest);
  const text = JSON.stringify(honest);
  const measured = figuresIn(honest);
  const draw = random(seed, 'reports');
  const counts = { tried: count, refused: 0, accepted: 0, falsePasses: 0, crashes: 0 };
  for (let i = 0; i < count; i++) {
    try {
      const read = readReport(mutate(text, draw), 'report.json');
      const judged = read.ok ? judgeAgain(read.value, facts, { ratchet: draw.below(2) === 0 }) : read;
      const left = read.ok ? leaveUnjudged(read.value, 'kd.yaml') : read;
      if (left.ok && statusOfReport(left.value) === 0) counts.falsePasses++;
      const merged = judged.ok
        ? mergeReports([...facts.models.keys()], [{ file: 'report.json', report: judged.value }])
        : judged;
      if (!merged.ok) {
        counts.refused++;
        continue;
      }
      counts.accepted++;
      if (isFalsePass(merged.value, measured)) counts.falsePasses++;
      if (/NaN|Infinity|undefined/.test(shown(merged.value))) counts.crashes++;
    } catch {
      counts.crashes++;
    }
  }
  return counts;
}

function isFalsePass(report: Report, measured: string): boolean {
  if (statusOfReport(report) !== 0) return false;
  if (figuresIn(report) === measured) return true;
  // The absolute budgets of tests/report/cases.ts.
  const over = report.models.some(
    ({ model, accuracy }) => model.sizeBytes > 16_384 || !accuracy || accuracy.correct < 0.95 * accuracy.total,
  );
  return report.verdict === 'pass' && (over || report.models.length === 0);
}

/** All that a budget can judge, on both sides. */
function figuresIn({ models }: Report): string {
  return JSON.stringify(models.map((model) => [measurementsOf(model), model.base && measurementsOf(model.base)]));
}

function shown(report: Report): string {
  const parts = [renderComment(report), renderText(report, { colour: false })];
  return JSON.stringify([...parts, outputsOf(report), annotationsOf(report)]);
}

/** One to four changes: of values, of whole parts, of all verdicts, or of the text. */
function mutate(text: string, draw: Random): string {
  const report: Json = JSON.parse(text);
  const changes = 1 + draw.below(4);
  for (let i = 0; i < changes; i++) changeOnce(report, draw);
  const changed = JSON.stringify(report);
  const kind = draw.below(20);
  if (kind === 0) return changed.slice(0, draw.below(changed.length));
  if (kind === 1) return withKeyTwice(changed, draw);
  if (kind === 2) return changed.replace(/:\d+/, ':1e999');
  return changed;
}

function changeOnce(report: Json, draw: Random): void {
  const kind = draw.below(10);
  if (kind === 0) forge(report, 1);
  else if (kind === 1) forge(report, draw.uniform(), draw);
  else changePart(report, kind, draw);
}

/** `kind`: 2 to 9. */
function changePart(report: Json, kind: number, draw: Random): void {
  const [holder, key] = placeIn(report, draw);
  const own = partOf(holder, key);
  const value = kind < 4 && typeof own === 'number' ? nearby(own, draw) : VALUES[draw.below(VALUES.length)];
  if (Array.isArray(holder)) {
    if (kind === 8) holder.splice(Number(key), 1);
    else if (kind === 9) holder.push(structuredClone(own));
    else holder[Number(key)] = structuredClone(value);
  } else if (kind === 8) {
    delete holder[key];
  } else {
    Object.defineProperty(holder, kind === 9 ? 'toString' : key, {
      ...{ value: structuredClone(value), enumerable: true, configurable: true, writable: true },
    });
  }
}

/** Verdicts to `pass`: all, or that share of them. */
function forge(value: Json, share: number, draw?: Random): void {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value) && typeof value.verdict === 'string' && (!draw || draw.uniform() < share)) {
    value.verdict = 'pass';
  }
  for (const part of Object.values(value)) forge(part, share, draw);
}

function nearby(value: number, draw: Random): number {
  return [value - 1, value + 1, -value, value / 2, value * 2, Math.floor(value / 3)][draw.below(6)];
}

/** JSON.parse takes the last one. */
function withKeyTwice(text: string, draw: Random): string {
  const braces = [...text.matchAll(/\}/g)].map(({ index }) => index);
  const at = braces[draw.below(braces.length)];
  const twice = ['"verdict":"pass"', '"budgets":[]', '"models":[]', '"sizeBytes":1', '"correct":1000'][draw.below(5)];
  return `${text.slice(0, at)},${twice}${text.slice(at)}`;
}

/** Somewhere in the report: one step down after another, now and then before the last. */
function placeIn(report: Json, draw: Random): readonly [holder: Json[] | { [key: string]: Json }, key: string] {
  let holder = report;
  for (;;) {
    if (holder === null || typeof holder !== 'object') return [{}, 'x'];
    const keys = Object.keys(holder);
    const key = keys[draw.below(Math.max(1, keys.length))] ?? 'x';
    const part = partOf(holder, key);
    const isLeaf = part === null || typeof part !== 'object' || Object.keys(part).length === 0;
    if (isLeaf || draw.below(8) === 0) return [holder, key];
    holder = part;
  }
}

function partOf(value: Json, key: string): Json {
  if (value === null || typeof value !== 'object') return null;
  return Array.isArray(value) ? value[Number(key)] : value[key];
}
