// `kd-gate schema`: the JSON Schemas of schemas/, for editors and other tools.
import { schemaFiles } from '../config/generate.ts';
import type { ExitStatus, Io } from '../gate/io.ts';
import { reportProblems } from './problems.ts';

export function schemaCommand(io: Io, name: string): ExitStatus {
  const files = schemaFiles();
  const text = files[`${name}.schema.json`];
  if (text !== undefined) {
    io.out(text);
    return 0;
  }
  const names = Object.keys(files).map((file) => file.replace('.schema.json', ''));
  const message = `there is no schema "${name}"; there are ${names.join(', ')}`;
  return reportProblems(io, [{ code: 'schema/unknown', message }]);
}
