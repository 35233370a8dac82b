// `kd-gate history`: what the models of kd.yaml measured on the commits of a branch, measured now where nobody did.
import { InvalidArgumentError } from 'commander';
import { reject } from '../base/problem.ts';
import type { Io } from '../gate/io.ts';
import type { Command } from './command.ts';
import { SPEC_FILE, STORE_FOLDER } from './defaults.ts';
import { besideText, placesOf } from './places.ts';
import { warnOf } from './problems.ts';
import { readSpecFile } from './spec-file.ts';
import { TRAINING_OPTIONS, type TrainingOptions } from './training-options.ts';

interface Options extends TrainingOptions {
  readonly last?: number;
  readonly ref?: string;
  readonly model?: string;
  readonly stored?: boolean;
  readonly badge?: string;
  readonly html?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

const LAST = 30;
const MOST_COMMITS = 500;
const REF = 'HEAD';

export const historyCommand: Command = {
  name: 'history',
  description: 'what the models measured on earlier commits; measures those that nobody did',
  group: 'Judge',
  arguments: [{ usage: '[spec]', description: 'path of kd.yaml', default: SPEC_FILE }],
  options: [
    {
      flags: '--last <count>',
      description: `so many commits, 1 to ${MOST_COMMITS} (default: ${LAST})`,
      parse: commits,
    },
    { flags: '--ref <ref>', description: `the branch, tag or commit that they lead to (default: ${REF})` },
    { flags: '--model <name>', description: 'only this model of kd.yaml' },
    { flags: '--stored', description: 'measure nothing: only what is stored' },
    { flags: '--badge <file>', description: 'write an SVG with the figures of the newest commit' },
    { flags: '--html <file>', description: 'write a page with a chart of each measure' },
    ...TRAINING_OPTIONS,
    {
      flags: '--store <folder>',
      description: `stored results, by the digest of their inputs (${besideText(STORE_FOLDER)})`,
    },
    { flags: '--json', description: 'print JSON instead of a table' },
    { flags: '--csv', description: 'print CSV instead of a table' },
  ],
  async run({ machine, loadEngine }, [spec], { last = LAST, ref = REF, json, csv, ...options }: Options) {
    if (json && csv) reject('arguments/out', '--json and --csv are two forms of the same; write one of them');
    const { collectHistory } = await import('./history/collect.ts');
    const { renderHistory, renderHistoryCsv, renderHistoryJson } = await import('./history/text.ts');
    const { checkPictures, writePictures } = await import('./history/pictures.ts');
    const io = machine.ioIn(machine.workspaceOf(spec));
    const models = await modelsIn(io, spec, options.model);
    await checkPictures(io, options, models);
    const { store } = placesOf(io, spec, undefined, options.store);
    const settings = { ...options, specFile: spec, models, last, ref, store };
    const { history, warnings } = await collectHistory(io, machine, await loadEngine(), settings);
    warnOf(io, warnings);
    await writePictures(io, options, history, options.model);
    const render = json ? renderHistoryJson : csv ? renderHistoryCsv : renderHistory;
    io.out(render(history));
    return history.models.some(({ points }) => points.length > 0) ? 0 : 3;
  },
};

/** Of kd.yaml as it is now, nothing counts but the names of the models. */
async function modelsIn(io: Io, specFile: string, only: string | undefined): Promise<readonly string[]> {
  const { spec } = await readSpecFile(io, specFile);
  const all = Object.keys(spec.models);
  if (only === undefined) return all;
  if (all.includes(only)) return [only];
  return reject('arguments/model', `there is no model "${only}" in ${specFile}; there are ${all.join(', ')}`);
}

function commits(text: string): number {
  const count = Number(text);
  if (/^\d{1,4}$/.test(text) && count >= 1 && count <= MOST_COMMITS) return count;
  throw new InvalidArgumentError(`Write a number from 1 to ${MOST_COMMITS}.`);
}
