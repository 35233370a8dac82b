// The model that is explained: a .tflite file, or the one that `run` made of a model of kd.yaml.
import { attemptLater, must, type Outcome, placed, reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import { MOST_MODEL_BYTES } from '../../base/read-file.ts';
import { type Board, isBoard } from '../../board/board.ts';
import { resolveNamed } from '../../config/resolve-boards.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import { type ModelMeasurement, measureModel, profilesOf } from '../../gate/measure.ts';
import { type Profile, profileOf } from '../../micro/profile.ts';
import type { ExplainOptions } from './options.ts';

export interface ExplainTarget {
  readonly file: string;
  readonly model: ModelMeasurement;
  readonly profile: Profile;
  readonly board?: Board;
}

const DEFAULT_PROFILE = 'cortex-m4f/cmsis_nn';

/** Problems: `explain/options`, `file/...`, and what `measureModel` finds. */
export function readTarget(
  io: Io,
  { makeKernels }: Engine,
  named: string | undefined,
  options: ExplainOptions,
): Promise<Outcome<ExplainTarget>> {
  return attemptLater(async () => {
    if (named === undefined) {
      return reject(
        'explain/options',
        'the model is missing: write a .tflite file, or a model of kd.yaml after `kd-gate run`',
      );
    }
    const board = await boardNamed(io, options.board);
    if (board && options.profile !== undefined) {
      reject('explain/options', `${board.id} has the profile ${board.profile}; write --board or --profile`);
    }
    const [asked] = must(profilesOf(options.profile === undefined ? [] : [options.profile], []));
    const profile = asked ?? profileOf(board?.profile ?? DEFAULT_PROFILE);
    const file = await fileOf(io, named, options.out);
    const bytes = must(await io.readUserFile(file, MOST_MODEL_BYTES));
    const model = must(placed(measureModel(bytes, [profile], makeKernels), { file }));
    return { file, model, profile, ...(board && { board }) };
  });
}

async function boardNamed(io: Io, id: string | undefined): Promise<Board | undefined> {
  const [board] = must(await resolveNamed(io.readNamed, id === undefined ? [] : [id]));
  if (board === undefined || isBoard(board)) return board;
  return reject('explain/options', `${board.id} runs no kernels of TFLM that kd-gate knows; name another --board`);
}

async function fileOf(io: Io, named: string, out: string): Promise<string> {
  if (/\.tflite$/i.test(named) || (await io.exists(named))) return named;
  const made = io.join(out, named, 'model.tflite');
  if (await io.exists(made)) return made;
  const which = `there is no file ${excerpt(named)}, and no ${excerpt(made)}`;
  return reject('explain/options', `${which}; write a .tflite file, or run \`kd-gate run\` first`);
}
