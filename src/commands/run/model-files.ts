// The files that kd.yaml names for a model, with the digests of their content: what its report was made from.
import { filesOfModel } from '../../config/files.ts';
import type { ModelSpec } from '../../config/spec.ts';
import type { ModelReport } from '../../report/report.ts';
import type { DigestOf } from '../../store/reads.ts';

/** In the order of their paths, each once. */
export function pathsOf(model: ModelSpec): readonly string[] {
  return [...new Set(filesOfModel(model).map(({ path }) => path))].sort();
}

/** A file that can't be read is left out. */
export async function digestModelFiles(
  model: ModelSpec,
  digestOf: DigestOf,
): Promise<NonNullable<ModelReport['files']>> {
  const files: { path: string; sha256: string }[] = [];
  for (const path of pathsOf(model)) {
    const sha256 = await digestOf(path);
    if (sha256 !== undefined) files.push({ path, sha256 });
  }
  return files;
}
