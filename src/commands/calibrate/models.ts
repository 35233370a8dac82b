// The models of a calibration: those that the command line names, and those that kd-gate makes.
import { attemptLater, must, mustAll, type Outcome, reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import { MOST_TIMED_BYTES } from '../../base/read-file.ts';
import { BUILTIN_NAMES, builtinModel, builtinNameOf } from '../../board/builtin-models.ts';
import type { Io } from '../../gate/io.ts';
import type { NamedBytes } from '../../gate/profiler.ts';
import { fileNameOf } from '../file-name.ts';

/** `sources`: paths, `builtin:NAME`, or `builtin` for all of those. Problems: `calibrate/model`, `file/...`. */
export function modelsOf(io: Io, sources: readonly string[]): Promise<Outcome<readonly NamedBytes[]>> {
  return attemptLater(async () => {
    const all = sources.flatMap((source) => (source === 'builtin' ? BUILTIN_SOURCES : [source]));
    return mustAll(await Promise.all([...new Set(all)].map((source) => modelOf(io, source))));
  });
}

export const BUILTIN_SOURCES: readonly string[] = BUILTIN_NAMES.map((name) => `builtin:${name}`);

function modelOf(io: Io, source: string): Promise<Outcome<NamedBytes>> {
  return attemptLater(async () => {
    const builtin = builtinNameOf(source);
    if (builtin === undefined) {
      return { source, name: fileNameOf(source), bytes: must(await io.readUserFile(source, MOST_TIMED_BYTES)) };
    }
    const bytes = builtinModel(builtin);
    const help = `there are ${BUILTIN_SOURCES.join(', ')}`;
    if (!bytes) return reject('calibrate/model', `kd-gate makes no model ${quote(source)}; ${help}`);
    return { source, name: builtin, bytes };
  });
}
