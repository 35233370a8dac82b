// The names of the models of a kd.yaml that is being written, which may be wrong anywhere.
import { readDocument } from '../../config/document.ts';
import type { Io } from '../../gate/io.ts';
import { MOST_SPEC_BYTES } from '../../gate/read-spec.ts';

/** None where the file can't be read, or is no YAML yet. */
export async function modelNamesIn(io: Io, file: string): Promise<readonly string[]> {
  const text = await io.readNamed(file, MOST_SPEC_BYTES);
  const document = text.ok ? readDocument(new TextDecoder().decode(text.value), file) : text;
  const value = document.ok ? document.value.value : undefined;
  const models = typeof value === 'object' && value !== null && 'models' in value ? value.models : undefined;
  return typeof models === 'object' && models !== null ? Object.keys(models) : [];
}
