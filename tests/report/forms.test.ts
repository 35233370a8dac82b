// report.csv, report.junit.xml and report.sarif, held to their specifications and to hostile names.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { MEASURES, SHARE_MEASURES } from '../../src/budget/measures.ts';
import { renderBadge } from '../../src/report/badge.ts';
import { csvCell } from '../../src/report/csv.ts';
import { renderCsv } from '../../src/report/csv-report.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { readReport } from '../../src/report/read.ts';
import type { Report } from '../../src/report/report.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { escapeXml } from '../../src/report/xml.ts';
import { CASES } from './cases.ts';
import { failingReport } from './claims.ts';

const REPORTS: readonly (readonly [string, Report])[] = [['failing', failingReport()], ...Object.entries(CASES)];

/** Cells by RFC 4180, read here on its own. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows[rows.length - 1].push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const HOSTILE = '=1+2 "a",<b>&\u0000\u001b[2J\u202e]]>\ud800 @x\n::error::';
const named = (report: Report, name: string): Report => ({
  ...report,
  models: report.models.map((model) => ({ ...model, name, warnings: [name] })),
});

/** Whose findings stand in the first line of the file. */
const unplaced = (report: Report): Report => ({
  ...report,
  models: report.models.map((model) => ({
    ...model,
    budgets: model.budgets.map(({ place: _, ...budget }) => budget),
  })),
});

describe('report.csv', () => {
  test.each(REPORTS)('%s: every row has the cells of the head, and figures are report.json’s', (_, report) => {
    const [head, ...rows] = cellsOf(renderCsv(report));
    for (const row of rows) expect(row).toHaveLength(head.length);
    // Neither a figure nor a verdict: the error of a model that answers classes.
    const told = ['base', 'head', 'verdict'].map((key) => head.indexOf(key));
    expect(rows.filter((row) => told.every((column) => row[column] === ''))).toEqual([]);
    for (const { name, model, base, budgets } of report.models) {
      const own = rows.filter(([of]) => of === name).map((row) => new Map(head.map((key, i) => [key, row[i]])));
      const size = own.find((row) => row.get('measure') === 'size');
      expect(size?.get('head')).toBe(String(model.sizeBytes));
      expect(size?.get('unit')).toBe('bytes');
      expect(size?.get('base')).toBe(base ? String(base.model.sizeBytes) : '');
      expect(size?.get('change')).toBe(base ? String(model.sizeBytes - base.model.sizeBytes) : '');
      const verdicts = budgets.map(({ verdict }) => verdict);
      if (verdicts.includes('fail')) expect(own.map((row) => row.get('verdict'))).toContain('fail');
    }
  });

  test('what is a share elsewhere is one here, and every other measure has the unit of its figures', () => {
    const [model] = failingReport().models;
    const judged = MEASURES.map((measure) => ({ ...model.budgets[0], measure, ofBoard: undefined, scope: undefined }));
    const rows = cellsOf(renderCsv({ ...failingReport(), models: [{ ...model, budgets: judged }] }));
    const unitOf = (measure: string) => new Set(rows.flatMap((row) => (row[1] === measure ? [row[3]] : [])));
    const of = { size: 'bytes', gzip: 'bytes', arena: 'bytes', flash: 'bytes', latency: 'ms' };
    const others: Readonly<Record<string, string>> = { ...of, macs: 'count', instructions: 'count' };
    for (const measure of MEASURES) {
      const unit = SHARE_MEASURES.includes(measure) ? 'share' : (others[measure] ?? '');
      expect([measure, ...unitOf(measure)]).toEqual([measure, unit]);
    }
  });

  // OWASP, "CSV Injection": a cell that begins with one of these is a formula to a spreadsheet.
  test.each(['=', '+', '-', '@', ' =', '\uff1d'])('a text that begins with %j is no formula', (start) => {
    expect(csvCell(`${start}HYPERLINK("https://evil.example")`).replace(/^"/, '')).toMatch(/^'/);
  });

  test('nor behind a semicolon, where cells are parted there in a language with a decimal comma', () => {
    expect(csvCell('a;=1+2')).toBe("a;'=1+2");
    expect(csvCell('a; "@x"')).toBe(`"a;' ""@x"""`);
    expect(csvCell('max 8 KiB; max increase 2%')).toBe('max 8 KiB; max increase 2%');
  });

  test('a number keeps its sign, and a comma or a quote is quoted', () => {
    expect([csvCell(-3), csvCell('a,"b"'), csvCell(undefined)]).toEqual(['-3', '"a,""b"""', '']);
  });

  test('a hostile name is one cell of one line', () => {
    const rows = cellsOf(renderCsv(named(failingReport(), HOSTILE)));
    for (const [name] of rows.slice(1)) expect(name).toMatch(/^'=1\+2 "a",<b>&/);
    for (const control of ['\u0000', '\u001b', '\u202e']) {
      expect(renderCsv(named(failingReport(), HOSTILE))).not.toContain(control);
    }
  });
});

/** As an XML processor that is none of ours reads it; `xmllint` and Python are on most machines. */
const parse = (xml: string) =>
  spawnSync('python3', ['-c', PARSER], { input: xml, encoding: 'utf8', env: { ...process.env, PYTHONUTF8: '1' } });
const PARSER = `import sys, json, xml.etree.ElementTree as e
root = e.fromstring(sys.stdin.buffer.read())
cases = lambda s: [[dict(c.attrib), [x.tag for x in c], ''.join(c.itertext())] for c in s.iter('testcase')]
print(json.dumps([[dict(s.attrib), cases(s)] for s in root]))`;
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('report.junit.xml', () => {
  test.skipIf(!hasPython).each(REPORTS)('%s: well-formed, a suite a model, a case a budget', (_, report) => {
    const { stdout, stderr } = parse(renderJunit(report));
    expect(stderr).toBe('');
    type Suite = [Record<string, string>, [Record<string, string>, string[], string][]];
    const suites: Suite[] = JSON.parse(stdout);
    expect(suites.map(([{ name }]) => name)).toEqual(report.models.map(({ name }) => name));
    for (const [i, [{ tests, failures, errors, skipped }, cases]] of suites.entries()) {
      const { budgets } = report.models[i];
      expect(cases).toHaveLength(Math.max(1, budgets.length));
      const counted = (tag: string) => cases.filter(([, tags]) => tags.includes(tag)).length;
      expect([tests, failures, errors, skipped].map(Number)).toEqual([
        cases.length,
        ...['failure', 'error', 'skipped'].map(counted),
      ]);
      if (report.waiver?.status !== 'accepted') {
        expect(counted('failure')).toBe(budgets.filter(({ verdict }) => verdict === 'fail').length);
        expect(counted('error')).toBe(budgets.filter(({ verdict }) => verdict === 'not measured').length);
      } else expect(counted('failure') + counted('error')).toBe(0);
      expect(new Set(cases.map(([{ name }]) => name)).size).toBe(cases.length);
    }
  });

  test.skipIf(!hasPython)('hostile names are text', () => {
    const { stdout, stderr } = parse(renderJunit(named(failingReport(), HOSTILE)));
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)[0][0].name).toMatch(/^=1\+2 "a",<b>&/);
  });

  // XML 1.0, production 2.
  test.each(['\u0000', '\u001b', '\ud800', '\udc00', '\ufffe', '\uffff'])('%j is no character of XML', (character) => {
    expect(escapeXml(`a${character}b`)).toBe('a\ufffdb');
  });

  test('tabs, line ends and characters beyond 2^16 stay', () => {
    expect(escapeXml('a\t\n\r🙂<')).toBe('a\t\n\r🙂&lt;');
  });
});

// sarif-schema-2.1.0.json: required properties, the enumerations that are used, minima; and what GitHub asks beyond
// it (docs.github.com, "SARIF support for code scanning"): a location of each result, ruleId, message.text.
describe('report.sarif', () => {
  test.each(REPORTS)('%s: has what the schema and GitHub require', (_, report) => {
    const log = JSON.parse(renderSarif(report));
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringMatching(/sarif-schema-2\.1\.0\.json$/) });
    expect(Object.keys(log).sort()).toEqual(['$schema', 'runs', 'version']);
    const [run] = log.runs;
    const { driver } = run.tool;
    expect(driver).toMatchObject({ name: 'kd-gate', version: report.tool.version });
    const ids = driver.rules.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { shortDescription, helpUri } of driver.rules) {
      expect(shortDescription.text).not.toBe('');
      expect(URL.canParse(helpUri)).toBe(true);
    }
    for (const { ruleId, ruleIndex, level, message, locations, partialFingerprints } of run.results) {
      expect(ids[ruleIndex]).toBe(ruleId);
      expect(['error', 'warning', 'note']).toContain(level);
      expect(message.text).not.toBe('');
      const [{ physicalLocation }] = locations;
      expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
      expect(physicalLocation.artifactLocation.uri).toMatch(/^[^/\s<>"][^\s<>"]*$/);
      expect(partialFingerprints['kdGate/v1']).toMatch(/^[0-9a-f]{64}$/);
    }
    const unmet = report.models.flatMap(({ budgets }) =>
      budgets.filter(({ verdict }) => !['pass', 'no baseline'].includes(verdict)),
    );
    const ofBudgets = run.results.filter(({ ruleId }: { ruleId: string }) => /^(budget\/|board$)/.test(ruleId));
    expect(ofBudgets).toHaveLength(unmet.length);
  });

  test('a budget that fails stands on its line of kd.yaml', () => {
    const report = failingReport();
    const placed = report.models
      .flatMap(({ budgets }) => budgets)
      .find(({ verdict, place }) => verdict === 'fail' && place);
    const results = JSON.parse(renderSarif(report)).runs[0].results;
    expect(results).toContainEqual(
      expect.objectContaining({
        level: 'error',
        locations: [
          expect.objectContaining({
            physicalLocation: expect.objectContaining({
              region: expect.objectContaining({ startLine: placed?.place?.line }),
            }),
          }),
        ],
      }),
    );
  });

  // RFC 3986, 5.2.4; code scanning knows the repository's files alone.
  test.each([
    ['../../etc/passwd', 'etc/passwd'],
    ['./models/../kd.yaml', 'kd.yaml'],
    ['//evil.example/kd.yaml', 'evil.example/kd.yaml'],
    ['..\\..\\kd.yaml', 'kd.yaml'],
    ['javascript:alert(1)', 'javascript%3Aalert(1)'],
    ['..', 'kd.yaml'],
    ['a\ud800 <b>/%2e%2e', 'a%EF%BF%BD%20%3Cb%3E/%252e%252e'],
  ])('a file %j is one of the tree: %s', (file, uri) => {
    const { results } = JSON.parse(renderSarif({ ...unplaced(failingReport()), spec: { file, sha256: '' } })).runs[0];
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });

  test('a fingerprint stays while the figures change, and tells models apart', () => {
    const prints = (report: Report): string[] =>
      JSON.parse(renderSarif(report)).runs[0].results.map(
        (result: Record<string, Record<string, string>>) => result.partialFingerprints['kdGate/v1'],
      );
    const report = failingReport();
    const grown = {
      ...report,
      models: report.models.map((model) => ({
        ...model,
        budgets: model.budgets.map((budget) => ({ ...budget, value: 9e6 })),
      })),
    };
    expect(prints(grown)).toEqual(prints(report));
    expect(prints(named(report, 'other'))[0]).not.toBe(prints(report)[0]);
  });
});

describe('any text of a report', () => {
  const texts = (value: unknown, path: readonly string[] = []): (readonly string[])[] => {
    if (typeof value === 'string') return [path];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, part]) => texts(part, [...path, key]));
  };
  const withText = (report: Report, path: readonly string[], text: string): unknown => {
    const copy = structuredClone(report);
    const holder = path.slice(0, -1).reduce<unknown>((part, key) => Reflect.get(Object(part), key), copy);
    Reflect.set(Object(holder), String(path.at(-1)), text);
    return copy;
  };
  const BREAKING = [
    '\u0000\u0008\u000b]]>\ud800<!--&amp;\u0085\r\n,";\t=1+2',
    '\udc00</script></testcase></testsuites>"\' x="\ufffe\u202e@a',
    '__proto__',
  ];

  test.skipIf(!hasPython).each(BREAKING)('may be %j', (text) => {
    const report = failingReport();
    const read = texts(report).flatMap((path) => {
      const outcome = readReport(JSON.stringify(withText(report, path, text)), 'report.json');
      return outcome.ok ? [outcome.value] : [];
    });
    expect(read.length).toBeGreaterThan(50);
    const columns = cellsOf(renderCsv(report))[0].length;
    for (const one of read) {
      const rows = cellsOf(renderCsv(one));
      expect(rows.every((row) => row.length === columns)).toBe(true);
      // A number, or no formula.
      for (const cell of rows.flat()) expect(cell).toMatch(/^(?:-?[\d.]+(?:e[+-]?\d+)?$|[^=+\-@]|$)/);
      for (const { message } of JSON.parse(renderSarif(one)).runs[0].results) expect(message.text).not.toBe('');
    }
    const documents = read.flatMap((one) => [renderJunit(one), renderBadge(one)]);
    const { stdout, stderr } = spawnSync('python3', ['-c', WELL_FORMED], {
      input: JSON.stringify(documents),
      encoding: 'utf8',
    });
    expect([stderr, stdout.trim()]).toEqual(['', `${documents.length}`]);
  });
});

const WELL_FORMED = `import sys, json, xml.etree.ElementTree as e
print(len([e.fromstring(text.encode('utf-8', 'surrogatepass')) for text in json.load(sys.stdin)]))`;
