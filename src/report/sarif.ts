// The report as SARIF 2.1.0 (OASIS, sarif-schema-2.1.0.json), for code scanning and editors: what isn't met, on its
// line of kd.yaml, and what was warned of.
import { sha256Hex } from '../base/digest.ts';
import type { Place } from '../base/problem.ts';
import { visible } from '../base/quote.ts';
import { docUrl, REPOSITORY } from './doc-links.ts';
import { isAccepted } from './headline.ts';
import { toJson } from './json.ts';
import type { ModelReport, Report, ReportedJudgement } from './report.ts';
import { describe, NO_BUDGET, warningsOfModel } from './rows.ts';
import { placeOfWarning } from './warning-docs.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** GitHub shows so many results of an upload. */
const MOST_RESULTS = 5000;

type Level = 'error' | 'warning' | 'note';

interface Finding {
  readonly ruleId: string;
  readonly level: Level;
  readonly text: string;
  readonly help: Parameters<typeof docUrl>[0];
  readonly place?: Place;
  /** What stays the same while its text and its line change. */
  readonly identity: string;
}

export function renderSarif(report: Report): string {
  const { tool, spec, models } = report;
  const found = models.flatMap((model) => findingsOf(model, isAccepted(report))).slice(0, MOST_RESULTS);
  const rules = [...new Map(found.map(({ ruleId, help }) => [ruleId, help]))].sort(([a], [b]) => (a < b ? -1 : 1));
  const ids = rules.map(([id]) => id);
  const results = found.map(({ ruleId, level, text, place, identity }) => ({
    ruleId,
    ruleIndex: ids.indexOf(ruleId),
    level,
    message: { text: visible(text) },
    locations: [{ physicalLocation: locationOf(place, spec.file) }],
    partialFingerprints: { 'kdGate/v1': sha256Hex(new TextEncoder().encode(identity)) },
  }));
  const driver = {
    name: tool.name,
    version: tool.version,
    informationUri: REPOSITORY,
    rules: rules.map(([id, help]) => ({
      id,
      shortDescription: { text: DESCRIPTIONS.get(id) ?? `the budget ${id.replace('budget/', '')} is not met` },
      helpUri: docUrl(help, tool.version),
    })),
  };
  return toJson({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  });
}

const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ['board', 'the model does not run on a board, or nothing can be said of it'],
  ['warning', 'what looks wrong beside any budget'],
  ['no-budget', 'a model has no budget'],
  ['test-set', 'the test set is too small for a budget'],
]);

function findingsOf(model: ModelReport, isWaived: boolean): readonly Finding[] {
  const { name, budgets } = model;
  const ofBudgets = budgets.flatMap((judgement) => ofBudget(name, judgement, isWaived));
  const ofWarnings = warningsOfModel(model).map((text): Finding => {
    const help = placeOfWarning(text);
    return {
      ruleId: 'warning',
      level: 'warning',
      text: `${name}: ${text}`,
      help,
      identity: `${name}\0warning\0${help}`,
    };
  });
  const none: Finding[] =
    budgets.length > 0
      ? []
      : [
          {
            ruleId: 'no-budget',
            level: 'note',
            text: `${name}: ${NO_BUDGET}`,
            help: 'budgets.md',
            identity: `${name}\0no-budget`,
          },
        ];
  return [...ofBudgets, ...ofWarnings, ...none];
}

function ofBudget(name: string, judgement: ReportedJudgement, isWaived: boolean): readonly Finding[] {
  const { verdict, measure, scope = '', kind = '', lint, place, ofBoard } = judgement;
  const about = `${name}: ${ofBoard ? 'board' : measure}${scope ? ` (${scope})` : ''}`;
  const ruleId = ofBoard ? 'board' : `budget/${measure}`;
  const identity = `${name}\0${ruleId}\0${scope}\0${kind}`;
  const shared = { place, help: ofBoard ? 'boards.md' : 'budgets.md' } as const;
  const isMet = verdict === 'pass' || verdict === 'no baseline';
  const level = verdict === 'warn' || isWaived ? 'warning' : 'error';
  return [
    ...(isMet ? [] : [{ ...shared, ruleId, level, identity, text: `${about} ${describe(judgement)}` } as const]),
    ...(lint
      ? [
          {
            ...shared,
            ruleId: 'test-set',
            level: 'note',
            identity: `${identity}\0lint`,
            text: `${about} ${lint}`,
          } as const,
        ]
      : []),
  ];
}

/** GitHub wants a place of each result: the file's first line where there is none. */
function locationOf({ file, line = 1, column }: Place = {}, specFile: string) {
  return {
    artifactLocation: { uri: relativeUri(file ?? specFile) || 'kd.yaml' },
    region: { startLine: Math.max(1, line), ...(column !== undefined && column >= 1 && { startColumn: column }) },
  };
}

/** A path as a relative reference of RFC 3986; none leads out of the repository. */
function relativeUri(path: string): string {
  const segments: string[] = [];
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.map((segment) => encodeURIComponent(segment.replace(/[\ud800-\udfff]/gu, '\ufffd'))).join('/');
}
