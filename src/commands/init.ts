// `kd-gate init`: a first kd.yaml, of what is there or with data to try it with.
import { must, reject } from '../base/problem.ts';
import { MOST_FILE_BYTES } from '../base/read-file.ts';
import type { Command, Host } from './command.ts';
import { SPEC_FILE } from './defaults.ts';

interface InitOptions {
  readonly force?: boolean;
  readonly from?: readonly string[];
  readonly demo?: boolean;
}

export const initCommand: Command = {
  name: 'init',
  description: 'write a first kd.yaml',
  group: 'Start',
  arguments: [{ usage: '[file]', description: 'where to write it', default: SPEC_FILE }],
  options: [
    {
      flags: '--from <path>',
      description: 'a .tflite or Keras file, or data: a folder, .npz or .csv; repeatable: a Keras file and its data',
      parse: (path, before: readonly string[] = []) => [...before, path],
    },
    { flags: '--demo', description: 'with made-up data of an accelerometer beside it, to try' },
    { flags: '--force', description: 'replace a file that is there' },
  ],
  async run(host, [file], options: InitOptions) {
    const { force, from, demo } = options;
    const { io } = host;
    if (from !== undefined && demo) reject('init/options', '--from and --demo each say what is written; leave one out');
    if (!force) await requireNew(host, file);
    if (demo) return writeDemo(host, file, force === true);
    if (from !== undefined) return writeFrom(host, file, from);
    const { initSpec } = await import('../config/init.ts');
    await io.write(file, initSpec());
    io.out(`wrote ${file}; put your data and models where it says, then: kd-gate run ${file}\n`);
    return 0;
  },
};

async function requireNew({ io }: Host, file: string): Promise<void> {
  if (await io.exists(file)) {
    reject('init/exists', 'is there already; add --force to replace it, or name another file', { file });
  }
}

async function writeDemo(host: Host, file: string, force: boolean): Promise<0> {
  const { io } = host;
  const { demoFiles } = await import('./init/demo.ts');
  const { demoSpec } = await import('./init/from.ts');
  const files = [...demoFiles()].map(([path, text]) => [io.join(io.folderOf(file), path), text] as const);
  if (!force) for (const [path] of files) await requireNew(host, path);
  for (const [path, text] of files) await io.write(path, text);
  const spec = must(await demoSpec({ io, engine: await host.loadEngine(), file }));
  await io.write(file, spec);
  io.out(`wrote ${[file, ...files.map(([path]) => path)].join(', ')}; now: kd-gate run ${file}\n`);
  return 0;
}

const FILES = /\.(tflite|keras|h5|hdf5|npz|csv)$/i;

async function writeFrom(host: Host, file: string, from: readonly string[]): Promise<0> {
  const { io } = host;
  const { pathFrom, specFrom } = await import('./init/from.ts');
  const folder = io.folderOf(file);
  const paths = from.map((path) => pathFrom(folder, path, !FILES.test(path)));
  const read = (name: string, most = MOST_FILE_BYTES) => io.readInside(folder, name, most);
  const { spec, files } = must(await specFrom({ io, engine: await host.loadEngine(), file }, paths, read));
  await io.write(file, spec);
  const beside = [...files.keys()].map((path) => ` and ${path}`).join('');
  io.out(`wrote ${file}${beside}, as found in ${from.join(' and ')}; look it over, then: kd-gate run ${file}\n`);
  return 0;
}
