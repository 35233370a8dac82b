// A report that another job wrote, judged anew: only its figures count, and only where they can be true of kd.yaml.
import { attempt, type Outcome, type Problem, rejectAll } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-codes.ts';
import type { JudgeOptions, Limit } from '../budget/judge.ts';
import type { Reserve } from '../budget/reserve.ts';
import { VERDICTS, type Verdict, worst } from '../budget/verdict.ts';
import { areBoardsOf, type BoardFacts, contradictionsOf } from './contradictions.ts';
import { figuresIn, judgeFigures } from './measurements.ts';
import { contradictionsInPoint } from './points.ts';
import type { ModelReport, Report, ReportedJudgement, ReportedRules } from './report.ts';
import { withRules } from './rules.ts';

/** What kd.yaml says of a model, or the base's kd.yaml where that judges. */
export interface ModelFacts {
  readonly limits: readonly Limit[];
  readonly boards: readonly BoardFacts[];
  readonly reserve: Reserve;
  /** As `Figures.settings`. */
  readonly settings: NonNullable<ModelReport['settings']>;
}

/** What the kd.yaml of the judged commit says, which a report must agree with. */
export interface SpecFacts {
  readonly file: string;
  readonly sha256: string;
  readonly seed: number;
  /** In the order of kd.yaml. */
  readonly models: ReadonlyMap<string, ModelFacts>;
  /** Whose rules the models' limits and boards are, and what changed in them; undefined where no base was named. */
  readonly rules?: ReportedRules;
  /** The commit that `rules` were found at; undefined where any will do. */
  readonly base?: string;
}

export type RatchetOption = Pick<JudgeOptions, 'ratchet'>;

/**
 * Every verdict, budget, rule, place, cause and waiver of the report is made anew or left out. Problems:
 * `report/other-spec`, `report/other-base`, `report/other-rules` and `report/contradiction`, all of one kind at once.
 */
export function judgeAgain(report: Report, facts: SpecFacts, options: RatchetOption): Outcome<Report> {
  return attempt(() => {
    rejectAll(otherSpec(report, facts));
    rejectAll(otherRules(report, facts));
    rejectAll(wrongModels(report, facts));
    const judged = report.models.flatMap((model) => {
      const own = facts.models.get(model.name);
      return own ? [judgeModel(model, own, options, whoseFile(facts))] : [];
    });
    rejectAll(judged.flatMap(({ problems }) => problems));
    const bare = bareReport(
      report,
      facts.file,
      judged.map(({ model }) => model),
    );
    const rules = facts.rules ?? (report.rules && NOT_COMPARED);
    return rules ? withRules(bare, rules) : bare;
  });
}

const NOT_COMPARED: ReportedRules = {
  wanted: 'head',
  judgedBy: 'head',
  reason: 'no base was named to compare them with',
  changes: [],
};

function whoseFile({ rules }: SpecFacts): string {
  return rules?.judgedBy === 'base' ? "the base's kd.yaml" : 'kd.yaml';
}

/** Without a kd.yaml to judge by: the figures alone, which pass nothing. Problem: `report/contradiction`. */
export function leaveUnjudged(report: Report, file: string): Outcome<Report> {
  return attempt(() => {
    rejectAll(report.models.flatMap(problemsOfFigures));
    const models = report.models.map((model): ModelReport => {
      return { ...judgeFigures(figuresIn(model), [], model.base), verdict: 'not measured', budgets: [] };
    });
    return { ...bareReport(report, file, models), verdict: 'not measured' };
  });
}

/** What is of figures, inputs and commits. */
function bareReport({ version, tool, spec, seed, head, base }: Report, file: string, models: ModelReport[]): Report {
  const { status, commit, untracked } = base ?? {};
  return {
    version,
    tool,
    spec: { ...spec, file },
    seed,
    ...(head && { head }),
    verdict: worst(models.map(({ verdict }) => verdict)),
    ...(status && { base: { status, ...(commit && { commit }), ...(untracked && { untracked }) } }),
    models,
  };
}

function otherSpec({ spec, seed }: Report, facts: SpecFacts): Problem[] {
  if (spec.sha256 !== facts.sha256) {
    return [problem('report/other-spec', `was made from another ${facts.file}; run its job again`)];
  }
  return seed === facts.seed ? [] : [problem('report/contradiction', `has seed ${seed}, kd.yaml has ${facts.seed}`)];
}

/** The other job found its rules itself. What it says of them has to be what was found here, and is not taken over. */
function otherRules({ base, rules }: Report, facts: SpecFacts): Problem[] {
  const [told, found] = [rules?.judgedBy ?? 'head', facts.rules?.judgedBy ?? 'head'];
  if (base?.commit !== undefined && facts.base !== undefined && base.commit !== facts.base) {
    const commits = `was compared with ${base.commit.slice(0, 7)}, but the base is ${facts.base.slice(0, 7)}`;
    return [problem('report/other-base', `${commits}; give every job the same base, or run its job again`)];
  }
  if (told === found) return [];
  const judges = `was judged by the ${told}'s rules, but here the ${found}'s judge`;
  return [problem('report/other-rules', `${judges}; write the same rules and base for this job and that one`)];
}

function wrongModels({ models, verdict }: Report, facts: SpecFacts): Problem[] {
  const names = models.map(({ name }) => name);
  const best = worst(models.map((model) => model.verdict));
  return [
    ...names.filter((name) => !facts.models.has(name)).map((name) => `has a model ${quoted(name)}, kd.yaml has not`),
    ...names.filter((name, i) => names.indexOf(name) < i).map((name) => `has the model ${quoted(name)} twice`),
    ...(isBetter(verdict, best) ? [`says ${verdict}, its models say ${best}`] : []),
  ].map((message) => problem('report/contradiction', message));
}

interface JudgedModel {
  readonly model: ModelReport;
  readonly problems: readonly Problem[];
}

/** `file`: what messages call the kd.yaml that judges. */
function judgeModel(model: ModelReport, facts: ModelFacts, options: RatchetOption, file: string): JudgedModel {
  const judgeWith = (ratchet: boolean): ModelReport => {
    const figures = { ...figuresIn(model), settings: facts.settings };
    const judged = judgeFigures(figures, facts.limits, model.base, { ratchet, reserve: facts.reserve });
    const { files, history } = model;
    return { ...judged, ...(files && { files }), ...(history && { history }) };
  };
  const figureProblems = [...wrongBoards(model, facts.boards, file), ...problemsOfFigures(model)];
  if (figureProblems.length > 0) return { model, problems: figureProblems };
  // The other job may have been told to ratchet, or not to.
  const either = [judgeWith(options.ratchet), judgeWith(!options.ratchet)];
  return { model: either[0], problems: wrongBudgets(model, either, file) };
}

function wrongBoards(model: ModelReport, facts: readonly BoardFacts[], file: string): Problem[] {
  if (areBoardsOf(model, facts)) return [];
  return [problem('report/contradiction', `${quoted(model.name)}: its boards are not those that ${file} names`)];
}

function problemsOfFigures(model: ModelReport): Problem[] {
  const { name, base, history = [] } = model;
  const ofBase = base ? contradictionsOf(base).map((text) => `base: ${text}`) : [];
  const ofHistory = history.flatMap(contradictionsInPoint).map((text) => `history: ${text}`);
  return [...contradictionsOf(model), ...ofBase, ...ofHistory].map((text) =>
    problem('report/contradiction', `${quoted(name)} contradicts itself: ${text}`),
  );
}

/** `either`: what the figures give, with each setting of the ratchet. */
function wrongBudgets(model: ModelReport, either: readonly ModelReport[], file: string): Problem[] {
  const say = (message: string) => [problem('report/contradiction', `${quoted(model.name)}: ${message}`)];
  const [given, wanted] = [model, either[0]].map(({ budgets }) => budgets.map(nameOf));
  const missing = wanted.find((name, i) => wanted.indexOf(name) === i && countOf(given, name) < countOf(wanted, name));
  if (missing) return say(`the budget ${missing} of ${file} is missing`);
  const beyond = given.find((name) => countOf(given, name) > countOf(wanted, name));
  if (beyond) return say(`its budget ${quoted(beyond)} is not one of ${file}'s`);
  const told = resultOf(model);
  if (either.some((judged) => resultOf(judged) === told)) return [];
  return say(`says ${model.verdict}, but by ${file} its figures give ${either[0].verdict}`);
}

function nameOf({ measure, scope, kind, level, text }: ReportedJudgement): string {
  return [measure, ...(scope === undefined ? [] : [`(${scope})`]), kind, text, `(${level})`].join(' ');
}

function countOf(names: readonly string[], wanted: string): number {
  return names.filter((name) => name === wanted).length;
}

/** All that a verdict stands on, without the words. */
function resultOf({ verdict, budgets }: ModelReport): string {
  const lines = budgets.map((judgement) => {
    const { value, atLeast, limit, base, excess, bandEnd, ratchet, ofBoard } = judgement;
    return [nameOf(judgement), judgement.verdict, value, atLeast, limit, base, excess, bandEnd, ratchet, ofBoard];
  });
  return JSON.stringify([verdict, lines.map((line) => JSON.stringify(line)).sort()]);
}

function isBetter(verdict: Verdict, than: Verdict): boolean {
  return VERDICTS.indexOf(verdict) > VERDICTS.indexOf(than);
}

const MOST_QUOTED = 60;

/** A name of a stranger's: one line, and not long. */
function quoted(text: string): string {
  return JSON.stringify(text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text);
}

function problem(code: ProblemCode, message: string): Problem {
  return { code, message };
}
