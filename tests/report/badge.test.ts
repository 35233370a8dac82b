import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { renderBadge, renderPointBadge } from '../../src/report/badge.ts';
import { judgeFigures } from '../../src/report/measurements.ts';
import { textWidth } from '../../src/report/text-width.ts';
import { figures, LIMITS, report, wrongAnswers } from './cases.ts';

const passing = judgeFigures(figures({ sizeBytes: 12_184, wrong: wrongAnswers(33) }), LIMITS);
const failing = judgeFigures(figures({ sizeBytes: 20_000 }), LIMITS);
const titleOf = (svg: string) => /<title>(.*)<\/title>/.exec(svg)?.[1];
const colourOf = (svg: string) => /<rect x="\d+"[^>]* fill="(#[0-9a-f]+)"/.exec(svg)?.[1];

describe('the badge of a run', () => {
  test.each([
    ['of a model that passes has its size and accuracy', [passing], {}, 'kd-gate: 12,184 B · 96.70%'],
    ['of one that fails says so in words', [failing], {}, 'kd-gate: failing · 20,000 B · 100.00%'],
    [
      'of a failure that somebody accepted says that',
      [failing],
      { waiver: { label: 'kd-accept', status: 'accepted' } },
      'kd-gate: accepted · 20,000 B · 100.00%',
    ],
    ['of several models counts them', [passing, { ...failing, name: 'kws' }], {}, 'kd-gate: 2 models · failing'],
    [
      'counts those whose report is missing',
      [passing],
      { missing: ['kws'], verdict: 'not measured' },
      'kd-gate: 2 models · not measured',
    ],
  ] as const)('%s', (_, models, part: object, title) => {
    expect(titleOf(renderBadge(report(models, part)))).toBe(title);
  });

  test('has another colour for each verdict, with white text that can be read on it', () => {
    const channel = (part: string) => {
      const c = Number.parseInt(part, 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    };
    // WCAG 2.2, relative luminance.
    const luminance = (hex: string) =>
      [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => sum + weight * channel(hex.slice(1 + 2 * i, 3 + 2 * i)), 0);
    const verdicts = ['pass', 'warn', 'fail', 'not measured'] as const;
    const colours = verdicts.map((verdict) => colourOf(renderBadge(report([passing], { verdict }))) ?? '');
    expect(new Set(colours).size).toBe(4);
    for (const colour of [...colours, '#555555']) expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThan(4.5);
  });

  test('is the same for the same report, and takes nothing from outside', () => {
    const svg = renderBadge(report([passing]));
    expect(renderBadge(report([passing]))).toBe(svg);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|href|script|style/);
  });
});

describe('the badge of a commit', () => {
  test.each([
    [{ sizeBytes: 900, mae: 0.42125, boards: [] }, undefined, 'kd-gate: 900 B · MAE 0.4213'],
    [{ sizeBytes: 900, boards: [{ id: 'nano', arenaMinBytes: 1232 }] }, undefined, 'kd-gate: 900 B · arena 1,232 B'],
    [{ sizeBytes: 900, boards: [] }, 'kws', 'kd-gate kws: 900 B'],
    [undefined, undefined, 'kd-gate: not measured'],
  ])('%#', (point, name, title) => {
    expect(titleOf(renderPointBadge(point, name))).toBe(title);
  });

  test('is well-formed XML whatever the model is called', () => {
    const svg = renderPointBadge({ sizeBytes: 1, boards: [] }, '</title><script>&"\'\u0007\u202e 模型');
    expect(svg).not.toContain('<script');
    const parse = 'import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.stdin.buffer.read())';
    execFileSync('python3', ['-c', parse], { input: svg });
  });
});

test('a text is as wide as DejaVu Sans sets it', () => {
  // Advance widths of the font's own table hmtx, in 2048ths of an em: k d - g a t e.
  const units = 1186 + 1300 + 739 + 1300 + 1255 + 803 + 1260;
  expect(textWidth('kd-gate', 11)).toBe((units * 11) / 2048);
  expect(textWidth('模', 11)).toBe(11);
});
