// Every text and every number of a report, set to what a stranger would like to see shown (../shared trust, e3).
import { describe, expect, test } from 'vitest';
import { fuzzReports } from '../../bench/fuzz/reports.ts';
import { renderComment } from '../../src/report/comment.ts';
import { leaveUnjudged } from '../../src/report/judge-again.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import { readReport } from '../../src/report/read.ts';
import type { Report } from '../../src/report/report.ts';
import { renderText } from '../../src/report/text.ts';
import { CASES } from './cases.ts';
import { failingReport } from './claims.ts';

type Path = readonly string[];

/** Where the report has such a value. */
function placesOf(value: unknown, type: 'string' | 'number', path: Path = []): Path[] {
  if (typeof value === type) return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => placesOf(part, type, [...path, key]));
}

function withValue(report: Report, path: Path, value: unknown): unknown {
  const copy = structuredClone(report);
  const holder = path.slice(0, -1).reduce<unknown>((part, key) => Reflect.get(Object(part), key), copy);
  Reflect.set(Object(holder), String(path.at(-1)), value);
  return copy;
}

/** As a reader of any report would show it, first as it stands and then without its words. */
function shown(report: unknown): { readonly markdown: string; readonly text: string } | undefined {
  const read = readReport(JSON.stringify(report), 'report.json');
  if (!read.ok) return undefined;
  const left = leaveUnjudged(read.value, 'kd.yaml');
  const all = [read.value, ...(left.ok ? [left.value] : [])];
  return {
    markdown: all.flatMap((one) => [renderMarkdown(one), renderComment(one, { limit: 65_000 })]).join('\n'),
    text: all.flatMap((one) => [renderText(one, { colour: false }), ...Object.values(outputsOf(one))]).join('\n'),
  };
}

/** With a teacher, boards, a base, a waiver and a reason for everything. */
const SAMPLES: readonly (readonly [string, Report])[] = [
  ['a comparison', failingReport()],
  ['a waived failure', CASES.waived],
  ['what is not measured', CASES['not-measured']],
];

const HOSTILE =
  '@octocat #1 GH-1 octo/edge#1 <img src=x onerror=1> [x](javascript:1) ![y](https://evil/y.png) ' +
  'https://evil.example www.evil.example \n::set-output name=verdict::pass \u202e ` | \n\n# h\n```\n';
const IN_MARKDOWN = [
  '@octocat',
  '<img',
  '](javascript',
  '](https://evil',
  'https://evil',
  'www.evil',
  '\n# h',
  '\u202e',
];
const CODE = /^(`{3,})\w*\n.*?^\1$/gms;
/** Nothing links from inside a block of code. */
const withoutCode = (markdown: string) => markdown.replace(CODE, '');
const codeIn = (markdown: string) => (markdown.match(CODE) ?? []).join('\n');
/** At the start of a line the runner obeys it. */
const COMMAND = /^\s*::/m;

describe.each(SAMPLES)('%s', (_, report) => {
  test('a text is text wherever it stands', () => {
    const places = placesOf(report, 'string');
    const found = places.flatMap((path) => {
      const all = shown(withValue(report, path, HOSTILE));
      if (!all) return [];
      const { markdown, text } = all;
      const bad = IN_MARKDOWN.filter((word) => withoutCode(markdown).includes(word));
      if (codeIn(markdown).includes('\u202e')) bad.push('in code');
      return [...bad, ...(COMMAND.test(markdown) || COMMAND.test(text) ? ['::'] : [])].map((word) => [
        path.join('.'),
        word,
      ]);
    });
    expect(places.length).toBeGreaterThan(30);
    expect(found).toEqual([]);
  });

  test('a number is shown or refused', () => {
    const places = placesOf(report, 'number');
    const odd = places.flatMap((path) =>
      [0, -1, 1e308, 5e-324, 1.5, 2 ** 53, -0].flatMap((value) => {
        const { markdown = '', text = '' } = shown(withValue(report, path, value)) ?? {};
        const [word] = /.{0,20}(NaN|Infinity|undefined)/.exec(markdown + text) ?? [];
        return word === undefined ? [] : [[path.join('.'), value, word]];
      }),
    );
    expect(places.length).toBeGreaterThan(30);
    expect(odd).toEqual([]);
  });
});

test('of 300 mutated reports of a failing model none passes and none crashes', async () => {
  const counts = await fuzzReports(300, 7);
  expect(counts).toMatchObject({ tried: 300, falsePasses: 0, crashes: 0 });
  expect(counts.refused + counts.accepted).toBe(300);
});
