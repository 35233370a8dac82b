// The rules that a kd.yaml judges by (budgets, boards, models, test sets), and how two of them differ.
import { describeQuantity } from '../base/quantity.ts';
import { excerpt } from '../base/quote.ts';
import { type Board, isBoard, isComputer, type NamedBoard, type Timing } from '../board/board.ts';
import { holdsOn, type Scope } from '../budget/by-board.ts';
import type { Limit } from '../budget/judge.ts';
import { BOARD_MEASURES, type MeasureName, TESTED_MEASURES } from '../budget/measures.ts';
import { MEMORIES, type Reserve } from '../budget/reserve.ts';
import { formatBytes } from '../report/format.ts';
import type { RuleChange } from '../report/report.ts';
import { listed, OTHER_TEACHER } from '../report/rules.ts';
import { settingsOf } from './settings.ts';
import type { ModelSpec, Spec } from './spec.ts';

/** Of one model. */
export interface ModelRules {
  readonly limits: readonly Limit[];
  readonly boards: readonly NamedBoard[];
  /** Of all models of its kd.yaml. */
  readonly reserve: Reserve;
  /** The settings of the test set by their paths; none without one. */
  readonly testSet: ReadonlyMap<string, string>;
  /** Likewise of the teacher. */
  readonly teacher: ReadonlyMap<string, string>;
  /** Equal for two models that differ in nothing but their names, budgets and boards. */
  readonly section: string;
}

/** Beside the files. */
const WHAT_IS_ASKED = ['task', 'data.targets', 'data.seconds'];
const CLASSES = 'data.classes';

/** By the model's name, in the order of kd.yaml. */
export type Rules = ReadonlyMap<string, ModelRules>;

type BoardsByName = ReadonlyMap<string, NamedBoard>;
type Change = Omit<RuleChange, 'model'>;

/** `boards`: as `resolveBoards` found them, by the names that kd.yaml uses. */
export function rulesOf(spec: Spec, boards: BoardsByName): Rules {
  return new Map(Object.entries(spec.models).map(([name, model]) => [name, rulesOfModel(model, boards, spec.reserve)]));
}

/** What the kd.yaml of these rules keeps for the application. */
export function reserveOfRules(rules: Rules): Reserve {
  const [first] = rules.values();
  return first?.reserve ?? [];
}

function rulesOfModel(model: ModelSpec, boards: BoardsByName, reserve: Reserve): ModelRules {
  const settings = Object.entries(settingsOf(model));
  const TEST = 'data.test.';
  const isShared = (path: string) => path.startsWith('data.all.') || path.startsWith('data.split.');
  const testSet = settings.flatMap(([path, value]) =>
    path.startsWith(TEST)
      ? [[path.slice(TEST.length), value] as const]
      : isShared(path)
        ? [[path, value] as const]
        : [],
  );
  // What counts as right is a part of the test.
  const isAsked = (path: string) =>
    WHAT_IS_ASKED.includes(path) || path.startsWith('data.stream.') || path.startsWith(CLASSES);
  const asked = settings.filter(([path]) => isAsked(path));
  const TEACHER = 'teacher.';
  const ofTeacher = settings.filter(([path]) => path.startsWith(TEACHER));
  const section = settings.filter(([path]) => !path.startsWith('boards')).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    limits: model.limits,
    boards: model.boards.flatMap((name) => boards.get(name) ?? []),
    reserve,
    testSet: new Map(testSet.length > 0 ? [...testSet, ...asked] : []),
    teacher: new Map(ofTeacher.map(([path, value]) => [path.slice(TEACHER.length), value])),
    section: JSON.stringify(section),
  };
}

/** Names of the head's models that have another on the base, where the section is the same: new name to old name. */
export function renamedModels(base: Rules, head: Rules): ReadonlyMap<string, string> {
  const removed = [...base].filter(([name]) => !head.has(name));
  const renamed = new Map<string, string>();
  for (const [name, { section }] of head) {
    if (base.has(name)) continue;
    const at = removed.findIndex(([, model]) => model.section === section);
    if (at >= 0) renamed.set(name, removed.splice(at, 1)[0][0]);
  }
  return renamed;
}

/** What lets more pass comes first. `head`: its kd.yaml, whose lines the changes name. */
export function compareRules(base: Rules, head: Rules, headSpec: Pick<Spec, 'placeOf'>): RuleChange[] {
  const renamed = renamedModels(base, head);
  const kept = new Set([...head.keys()].map((name) => renamed.get(name) ?? name));
  const removed = [...base.keys()].filter((name) => !kept.has(name));
  const changes = [
    ...reserveChanges(reserveOfRules(base), reserveOfRules(head)).map((change): RuleChange => {
      return { ...change, place: change.place ?? placeAt(headSpec, 'reserve') };
    }),
    ...removed.map((name): RuleChange => {
      const place = placeAt(headSpec, 'models');
      return { model: name, what: 'model removed', effect: 'looser', text: `model ${name} removed`, place };
    }),
    ...[...head].flatMap(([name, now]): RuleChange[] => {
      const before = base.get(renamed.get(name) ?? name);
      const own = before ? changesOfModel(before, now) : [added(name)];
      const old = renamed.get(name);
      const all = old === undefined ? own : [renaming(old, name), ...own];
      return all.map((change) => ({ model: name, ...change, place: placeOfChange(change, name, headSpec) }));
    }),
  ];
  return listed(changes);
}

function added(name: string): Change {
  return { what: 'model added', effect: 'tighter', text: `model ${name} added` };
}

function renaming(old: string, name: string): Change {
  return {
    what: 'model renamed',
    before: old,
    after: name,
    effect: 'none',
    text: `model ${old} renamed to ${name}`,
  };
}

function changesOfModel(before: ModelRules, after: ModelRules): Change[] {
  const limits = [...before.limits, ...after.limits];
  const measures = [...new Set(limits.map(({ measure }) => measure))];
  return [
    ...measures.flatMap((measure) => changesOfMeasure(measure, before.limits, after.limits)),
    ...boardChanges(before.boards, after.boards),
    ...testSetChanges(before, after),
    ...teacherChanges(before, after),
  ];
}

function changesOfMeasure(measure: MeasureName, before: readonly Limit[], after: readonly Limit[]): Change[] {
  const own = (limits: readonly Limit[]) => limits.filter((limit) => limit.measure === measure);
  const [was, is] = [own(before), own(after)];
  const kinds = [...new Set([...was, ...is].map(({ kind }) => kind))];
  const numbers = kinds.flatMap((kind) => {
    const ofKind = (limits: readonly Limit[]) => limits.filter((limit) => limit.kind === kind);
    const others = BOARD_MEASURES.includes(measure) ? 'boards' : 'classes';
    return scopedPairs(ofKind(was), ofKind(is), others).flatMap(([old, now, about]) => limitChange(old, now, about));
  });
  const levels = [was[0]?.level, is[0]?.level] as const;
  if (levels[0] === undefined || levels[1] === undefined || levels[0] === levels[1]) return numbers;
  return [...numbers, changed('level', `${measure} level`, levels[0], levels[1], levels[1] === 'warn')];
}

/**
 * What held before and holds now: for each board or class that either side writes one for, and for all others together.
 * `about` names them; empty where neither side tells them apart.
 */
function scopedPairs<Part extends Scope>(
  was: readonly Part[],
  is: readonly Part[],
  others = 'boards',
): (readonly [was: Part | undefined, is: Part | undefined, about: string])[] {
  const named = [...new Set([...was, ...is].flatMap(({ only }) => only ?? []))];
  const ofOthers = (parts: readonly Part[]) => parts.find(({ only }) => only === undefined);
  return [
    ...named.map((name) => {
      const own = (parts: readonly Part[]) => parts.find((part) => holdsOn(part, name));
      return [own(was), own(is), ` (${excerpt(name)})`] as const;
    }),
    [ofOthers(was), ofOthers(is), named.length > 0 ? ` (other ${others})` : ''] as const,
  ];
}

function limitChange(was: Limit | undefined, is: Limit | undefined, about: string): Change[] {
  if (!was || !is) return presenceChange('budget', (part) => `${part.measure} ${part.kind}${about}`, was, is);
  const isSamePoint = JSON.stringify(was.point) === JSON.stringify(is.point);
  const isSameForm = was.ofBaseline === is.ofBaseline && was.orValue === is.orValue && isSamePoint;
  if (was.value === is.value && isSameForm) return [];
  const isHigher = is.value > was.value;
  // 2% and 1 KiB: which of them allows more depends on the base's value. So does the point that recall is measured at.
  const isLooser = isSameForm ? isHigher === (is.kind !== 'min') : undefined;
  const name = `${is.measure} ${is.kind}${about}`;
  return [{ ...changed('budget', name, was.text, is.text, isLooser), ...(is.place && { place: is.place }) }];
}

/** Of what only one side has. */
function presenceChange<Part extends Pick<Limit, 'text' | 'place'>>(
  what: RuleChange['what'],
  nameOf: (part: Part) => string,
  was: Part | undefined,
  is: Part | undefined,
): Change[] {
  if (is) {
    const after = excerpt(is.text);
    const text = `${nameOf(is)} ${after} added`;
    return [{ what, after, effect: 'tighter', text, ...(is.place && { place: is.place }) }];
  }
  return was ? [{ what, before: excerpt(was.text), effect: 'looser', text: `${nameOf(was)} removed` }] : [];
}

/** What is kept for the application: less of it lets more pass. */
function reserveChanges(before: Reserve, after: Reserve): Change[] {
  return MEMORIES.flatMap((memory) => {
    const own = (reserve: Reserve) => reserve.filter((part) => part.memory === memory);
    return scopedPairs(own(before), own(after)).flatMap(([was, is, about]): Change[] => {
      const name = `reserve ${memory}${about}`;
      if (!was || !is) return presenceChange('reserve', () => name, was, is);
      if (was.bytes === is.bytes) return [];
      const place = is.place && { place: is.place };
      return [{ ...changed('reserve', name, was.text, is.text, is.bytes < was.bytes), ...place }];
    });
  });
}

function boardChanges(before: readonly NamedBoard[], after: readonly NamedBoard[]): Change[] {
  const removed = before.filter(({ id }) => !after.some((board) => board.id === id));
  return [
    ...removed.map(({ id }): Change => ({ what: 'board', effect: 'looser', text: `board ${excerpt(id)} removed` })),
    ...after.flatMap((board): Change[] => {
      const was = before.find(({ id }) => id === board.id);
      if (was) return boardFigureChanges(was, board);
      return [{ what: 'board', effect: 'tighter', text: `board ${excerpt(board.id)} added` }];
    }),
  ];
}

/** A faster board or a larger one lets more pass. Of one that can't be measured nothing is known that could change. */
function boardFigureChanges(was: NamedBoard, is: NamedBoard): Change[] {
  const timings = timingChanges(is.id, timingsOf(was), timingsOf(is));
  if (isBoard(was) && isBoard(is)) return [...figureChanges(was, is), ...timings];
  const [before, after] = [kindOf(was), kindOf(is)];
  if (before === after) return timings;
  return [changed('board', `board ${excerpt(is.id)} runs`, before, after, undefined), ...timings];
}

function kindOf(board: NamedBoard): string {
  if (isBoard(board)) return board.profile;
  return isComputer(board) ? 'TensorFlow Lite' : 'nothing that is measured';
}

function timingsOf(board: NamedBoard): readonly Timing[] {
  return isBoard(board) || isComputer(board) ? (board.timings ?? []) : [];
}

/** With a timing that comes or goes the factor of all changes; of the same model the shorter time lets more pass. */
function timingChanges(id: string, was: readonly Timing[], is: readonly Timing[]): Change[] {
  const name = `board ${excerpt(id)} measured`;
  const of = ({ model, ms }: Timing) => `${excerpt(model)} ${ms} ms`;
  const twin = (list: readonly Timing[], one: Timing) => list.find(({ sha256 }) => sha256 === one.sha256);
  const removed = was.filter((one) => !twin(is, one));
  return [
    ...removed.map((one) => told(`${name} ${of(one)} removed`)),
    ...is.flatMap((one): Change[] => {
      const before = twin(was, one);
      if (!before) return [told(`${name} ${of(one)} added`)];
      if (before.ms === one.ms) return [];
      const milliseconds = [before, one].map(({ ms }) => `${ms} ms`);
      return [changed('board', `${name} ${excerpt(one.model)}`, milliseconds[0], milliseconds[1], one.ms < before.ms)];
    }),
  ];
}

function told(text: string): Change {
  return { what: 'board', effect: 'unclear', text };
}

const NOT_SAID = 'not said';

function figureChanges(was: Board, is: Board): Change[] {
  const name = `board ${excerpt(is.id)}`;
  const hertz = (value: number) => describeQuantity(value, 'hertz');
  const figures = [
    ['RAM', was.ramBytes, is.ramBytes, formatBytes],
    ['flash', was.flashBytes, is.flashBytes, formatBytes],
    ['clock', was.clockHz, is.clockHz, hertz],
  ] as const;
  const texts = [
    // Its name decides whose measured factor latency takes.
    ['chip', was.mcu, is.mcu],
    ['profile', was.profile, is.profile],
    // Only what is said to be internal takes the factor of its profile.
    ['kind of flash', was.flash ?? NOT_SAID, is.flash ?? NOT_SAID],
  ] as const;
  return [
    ...figures
      .filter(([, a, b]) => a !== b)
      .map(([figure, a, b, format]) => changed('board', `${name} ${figure}`, format(a), format(b), b > a)),
    ...texts
      .filter(([, a, b]) => a !== b)
      .map(([figure, a, b]) => changed('board', `${name} ${figure}`, a, b, undefined)),
  ];
}

function testSetChanges({ testSet: was, limits }: ModelRules, { testSet: is, limits: now }: ModelRules): Change[] {
  const judging = [...limits, ...now];
  // A name tells which class a budget is of; nothing else depends on it.
  const areNamed = judging.some(({ measure, only }) => only !== undefined && TESTED_MEASURES.includes(measure));
  const paths = differing(was, is).filter((path) => areNamed || !path.startsWith(CLASSES));
  if (paths.length === 0) return [];
  if (is.size === 0) return [{ what: 'test set', effect: 'looser', text: 'test set removed' }];
  if (was.size === 0) return [{ what: 'test set', effect: 'tighter', text: 'test set added' }];
  const isJudgedOnIt = judging.some(({ measure }) => TESTED_MEASURES.includes(measure));
  const change = changed('test set', 'test set', written(was, paths), written(is, paths), undefined);
  return [isJudgedOnIt ? change : { ...change, effect: 'none' }];
}

/** Who answers like the student makes it agree. Where no budget on that was, another teacher is no other rule. */
function teacherChanges({ teacher: was, limits }: ModelRules, { teacher: is }: ModelRules): Change[] {
  const paths = differing(was, is);
  if (paths.length === 0 || !limits.some(({ measure }) => measure === 'agreement')) return [];
  return [changed('teacher', `${OTHER_TEACHER}:`, written(was, paths), written(is, paths), undefined)];
}

function differing(was: ReadonlyMap<string, string>, is: ReadonlyMap<string, string>): string[] {
  return [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path));
}

function written(settings: ReadonlyMap<string, string>, paths: readonly string[]): string {
  return paths.flatMap((path) => (settings.has(path) ? [`${path} ${settings.get(path)}`] : [])).join(', ') || 'nothing';
}

/** `isLooser`: undefined where the two can't be compared. */
function changed(
  what: RuleChange['what'],
  name: string,
  was: string,
  is: string,
  isLooser: boolean | undefined,
): Change {
  const [before, after] = [excerpt(was), excerpt(is)];
  const effect = isLooser === undefined ? 'unclear' : isLooser ? 'looser' : 'tighter';
  return { what, before, after, effect, text: `${name} ${before} → ${after}` };
}

const SECTIONS: Partial<Readonly<Record<RuleChange['what'], string>>> = {
  budget: '.budgets',
  level: '.budgets',
  board: '.boards',
  'test set': '.data',
  teacher: '.teacher',
};

function placeOfChange({ what, place }: Change, model: string, spec: Pick<Spec, 'placeOf'>) {
  return place ?? placeAt(spec, `models.${model}${SECTIONS[what] ?? ''}`);
}

function placeAt(spec: Pick<Spec, 'placeOf'>, path: string) {
  return { ...spec.placeOf(path), path };
}

/** Whether a board lets something else pass than another of the same id. */
export function isSameBoard(a: NamedBoard, b: NamedBoard): boolean {
  return boardChanges([a], [b]).length === 0;
}
