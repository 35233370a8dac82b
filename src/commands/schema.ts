// `kd-gate schema`: the JSON Schemas of schemas/, for editors and other tools.
import { reject } from '../base/problem.ts';
import type { Command } from './command.ts';

export const schemaCommand: Command = {
  name: 'schema',
  description: 'print a JSON Schema',
  group: 'Other',
  arguments: [
    {
      usage: '[name]',
      description: 'kd (of kd.yaml), report (of report.json) or board (of a board file)',
      default: 'kd',
      choices: ['kd', 'report', 'board'],
    },
  ],
  async run({ io }, [name]) {
    const { schemaFiles } = await import('../config/generate.ts');
    const files = schemaFiles();
    const file = `${name}.schema.json`;
    const text = Object.hasOwn(files, file) ? files[file] : undefined;
    if (text === undefined) {
      const names = Object.keys(files).map((file) => file.replace('.schema.json', ''));
      return reject('schema/unknown', `there is no schema "${name}"; there are ${names.join(', ')}`);
    }
    io.out(text);
    return 0;
  },
};
