// What a bench is given: a kd.yaml with the files beside it, or a task of bench/tasks.
import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { MOST_FILE_BYTES, type ReadFile } from '../src/base/read-file.ts';
import { parseSpec } from '../src/config/parse.ts';
import { resolveBoards } from '../src/config/resolve-boards.ts';
import { readSpec } from '../src/gate/read-spec.ts';
import { processIo } from '../src/host/process.ts';
import { must } from './must.ts';
import { TASKS } from './tasks/index.ts';

export async function specOf(given: string) {
  const task = TASKS.find(({ name }) => name === given);
  if (task)
    return { spec: must(parseSpec(task.spec, given)), sha256: '', boards: new Map<string, never>(), read: task.read };
  // The gate reads nothing outside its workspace, and the data may lie beside the repository.
  const file = realpathSync(given);
  const io = processIo(dirname(file));
  const { spec, sha256 } = must(await readSpec(io, file));
  const folder = io.folderOf(file);
  const read: ReadFile = (name) => io.readInside(folder, name, MOST_FILE_BYTES);
  const boards = must(await resolveBoards((name, most) => io.readInside(folder, name, most), spec));
  return { spec, sha256, boards, read };
}
