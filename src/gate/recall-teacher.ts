// What a teacher answered before: a changed student doesn't train or ask it again.
import { done, type Outcome } from '../base/problem.ts';
import type { ReadFile } from '../base/read-file.ts';
import { outputsOf } from '../data/dataset.ts';
import { keyOf } from '../store/keys.ts';
import { digestsFrom, recordReads } from '../store/reads.ts';
import type { AskedTeacher, StoredTeaching } from '../store/teachers.ts';
import { scoreIn } from '../student/score.ts';
import { comparesLayers } from '../student/teacher-layers.ts';
import type { TeacherKind } from '../teacher/kind.ts';
import { TEACHERS } from '../teacher/kinds/index.ts';
import { reviveTeacher, type TeacherInput, type Teaching } from '../teacher/teacher.ts';
import type { ModelRun } from './model-run.ts';

type Question = Omit<TeacherInput, 'read'>;

/** The stored answers, or those that `ask` gets, which are then stored. It may read files by no other reader. */
export async function recallOrAsk(
  run: ModelRun,
  question: Question,
  ask: (read: ReadFile) => Promise<Outcome<Teaching>>,
): Promise<Outcome<Teaching>> {
  const { tools, results } = run;
  const asked = askedTeacher(question);
  if (!results || !asked) return ask(tools.read);
  const key = keyOfTeacher(run, question);
  const found = await results.recallTeacher(key, asked, digestsFrom(tools.read));
  const known = found && (await withLive(found, run, question));
  if (known) {
    tools.onProgress({ model: run.name, stage: 'teacher', note: 'stored: same teacher as before' });
    return known;
  }
  const reads = recordReads(tools.read);
  const outcome = await ask(reads.read);
  if (outcome.ok) {
    const { kind, engine, logits, digests, live, testAnswers, ...score } = outcome.value;
    const answers = testAnswers !== undefined && { testAnswers };
    const known = { ...scoreIn(score), ...answers, ...(live && { state: live.state }) };
    const teaching = { kind, engine, logits, digests, ...known };
    await results.keepTeacher(key, await reads.digests(), asked, teaching);
  }
  return outcome;
}

/**
 * The network itself is only made again where it is asked about augmented samples or its layers. Undefined where what
 * was stored doesn't make one.
 */
async function withLive(
  { state, ...known }: StoredTeaching,
  { model, tools }: ModelRun,
  question: Question,
): Promise<Outcome<Teaching> | undefined> {
  if (model.distill.augment.length === 0 && !comparesLayers(model.distill)) return done(known);
  const live = state && (await reviveTeacher({ ...question, read: tools.read }, state));
  if (!live?.ok) return live;
  return live.value && done({ ...known, live: live.value });
}

/** Undefined for answers in a file, and where `teacher:` names none or several: a mistake for `ask` to tell. */
function askedTeacher({ params, train, test }: Question): AskedTeacher | undefined {
  const kinds = Object.entries<TeacherKind>(TEACHERS).filter(([name]) => Object.hasOwn(params, name));
  if (kinds.length !== 1) return undefined;
  const [[kind, { isFileOfAnswers }]] = kinds;
  if (isFileOfAnswers) return undefined;
  return { kind, classes: outputsOf(train), trainCount: train.count, testCount: test?.count ?? 0 };
}

/**
 * Its own section of kd.yaml, the seed, the tool and the samples as the teacher is shown them: files by their content,
 * and what `data:` makes of them. Calibration is the student's.
 */
function keyOfTeacher({ model, tool }: ModelRun, { params, train, test, seed, engines }: Question): string {
  const data = { ...model.data, calibrate: undefined };
  // Other engines answer with other bits.
  const installed = engines?.folder === undefined ? undefined : true;
  return keyOf({
    ...{ teacher: params, task: model.task, data, train: train.digest, test: test?.digest, seed, tool },
    installed,
  });
}
