// What one section of a model needs of another.
import type { Problem } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-codes.ts';
import { DEFAULT_TASK } from '../base/task.ts';
import { groupOf } from './choices.ts';

/** Budgets that are judged on the answers to a test set. */
const JUDGED_ON_TEST: readonly string[] = ['accuracy', 'quantDrop', 'error'];

/** Of one model, checked or not by the schema; paths are those inside the model. */
export function missingNeeds(model: unknown): readonly Problem[] {
  const { budgets, data } = groupOf(model);
  const ofTask = wrongForTask(model);
  if (groupOf(data).test !== undefined) return ofTask;
  const message = 'is judged on a test set; name one under "data: test:", or remove this budget';
  const untested = Object.keys(groupOf(budgets))
    .filter((measure) => JUDGED_ON_TEST.includes(measure))
    .map((measure) => problem('budget/no-test-set', message, `budgets.${measure}`))
    .filter(({ place }) => ofTask.every((other) => other.place?.path !== place?.path));
  return [...ofTask, ...untested];
}

/** What another task has and this one has not. */
function wrongForTask(model: unknown): readonly Problem[] {
  const { task = DEFAULT_TASK, data, distill, teacher, budgets } = groupOf(model);
  const has = (section: unknown, key: string) => groupOf(section)[key] !== undefined;
  if (task === 'regression') {
    const message = 'a regression has an error and no right answers; write error: { max: 0.5 }';
    const classes = 'a regression has no classes; remove this key';
    return [
      ...['accuracy', 'quantDrop']
        .filter((measure) => has(budgets, measure))
        .map((measure) => problem('budget/task', message, `budgets.${measure}`)),
      ...(has(data, 'classes') ? [problem('spec/choice', classes, 'data.classes')] : []),
    ];
  }
  const only = 'is for task: regression';
  return [
    ...(has(budgets, 'error')
      ? [problem('budget/task', `${only}; write accuracy: { min: 90% }`, 'budgets.error')]
      : []),
    ...(has(data, 'targets') ? [problem('spec/choice', `${only}; write it, or remove this key`, 'data.targets')] : []),
    ...(has(distill, 'huber') ? [problem('spec/choice', `${only}; remove this key`, 'distill.huber')] : []),
    ...(has(groupOf(teacher).train, 'huber')
      ? [problem('spec/choice', `${only}; remove this key`, 'teacher.train.huber')]
      : []),
  ];
}

function problem(code: ProblemCode, message: string, path: string): Problem {
  return { code, message, place: { path } };
}
