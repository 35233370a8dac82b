import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeProblem } from '../../src/base/problem.ts';
import { excerpt, excerptEnd, quote, quoteNames, visible, withoutCommands } from '../../src/base/quote.ts';

/** What no log may hold: control, format and separator characters, and halves of surrogate pairs. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * Whether GitHub's runner would look for a command in the line: `##[` anywhere (ActionCommand.cs, TryParse), `::` after
 * spaces (TryParseV2).
 */
const isCommand = (line: string) => line.includes('##[') || line.trimStart().startsWith('::');

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '##[',
        '::',
        '##[stop-commands]zz',
        '::add-mask::e',
        '\u202e',
        '\u2066',
        '\u200f',
        '\u061c',
        '\ud800',
      ),
      fc.constantFrom('\u001b]0;x\u0007', '\n::error::x', '\r##[add-path]x', '#', ':', ' ', '\u{e0041}', '\u2028'),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('text from outside', () => {
  test.each([
    ['##[stop-commands]zz', '# #[stop-commands]zz'],
    ['a ##[add-mask]e', 'a # #[add-mask]e'],
    ['###[x]', '## #[x]'],
    ['::add-mask::e', ': :add-mask: :e'],
    ['  :::x', '  : : :x'],
    ['\u202egnp.exe', '\ufffdgnp.exe'],
    ['a\u2066b\u2069\u200e\u200f\u061c', 'a\ufffdb\ufffd\ufffd\ufffd\ufffd'],
    ['zero\u200bwidth\u00adhyphen', 'zero\ufffdwidth\ufffdhyphen'],
    ['half \ud800 pair', 'half \ufffd pair'],
    ['line\u2028break\n', 'line\ufffdbreak\ufffd'],
    ['tag \u{e0041}', 'tag \ufffd'],
    ['Zürich, 東京, ☀️', 'Zürich, 東京, ☀️'],
  ])('%j is shown as %j', (text, expected) => expect(visible(text)).toBe(expected));

  test('is cut after 80 characters, and says so', () => {
    expect(quote('x'.repeat(80))).toBe(`"${'x'.repeat(80)}"`);
    expect(quote('x'.repeat(81))).toBe(`"${'x'.repeat(79)}…"`);
    expect(excerpt('🎉'.repeat(81))).toBe(`${'🎉'.repeat(79)}…`);
    expect(excerptEnd(`${'x'.repeat(90)}end`)).toBe(`…${'x'.repeat(76)}end`);
    expect(quoteNames(['a', 'b'])).toBe('a, b');
  });

  test('is bounded and visible whatever it holds', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const names = text.split(' ');
        for (const shown of [excerpt(text), excerptEnd(text), quoteNames(names)]) {
          expect([...shown].length).toBeLessThanOrEqual(80);
          expect(shown).not.toMatch(HIDDEN);
          expect(isCommand(shown)).toBe(false);
        }
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  test('a megabyte of it costs nothing', () => {
    const text = '##['.repeat(2 ** 24);
    expect(excerpt(text)).toHaveLength(80);
    expect(excerptEnd(text)).toHaveLength(80);
  });
});

test('no line of a log is a command, and colours stay', () => {
  const line = '\u001b[31mfail\u001b[0m';
  expect(withoutCommands(`${line}\n::add-mask::e\r  ::error::x\na ##[x] std::max\n`)).toBe(
    `${line}\n: :add-mask::e\r  : :error::x\na # #[x] std::max\n`,
  );
  fc.assert(
    fc.property(hostile, (text) => {
      expect(
        withoutCommands(text)
          .split(/[\r\n]/)
          .some(isCommand),
      ).toBe(false);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('a problem is one bounded line of visible characters', () => {
  fc.assert(
    fc.property(hostile, fc.nat(40), (text, times) => {
      const long = text.repeat(times);
      const place = { file: long, line: 1, column: 2, path: long };
      const described = describeProblem({ code: 'spec/value', message: `${long} and more`, place });
      expect(described.length).toBeLessThan(2900);
      expect(described).not.toMatch(HIDDEN);
    }),
    { seed: 1, numRuns: 1000 },
  );
});
