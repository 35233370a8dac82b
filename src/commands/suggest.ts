// `kd-gate suggest kd.yaml`: what to change so that the models pass their budgets, tried before it is said.
import { InvalidArgumentError } from 'commander';
import { reject } from '../base/problem.ts';
import { parseQuantity } from '../base/quantity.ts';
import type { Command } from './command.ts';
import { SPEC_FILE, STORE_FOLDER } from './defaults.ts';
import { besideText, placesOf } from './places.ts';
import { reportProblems, warnOf } from './problems.ts';
import { TRAININGS, trainingsOption } from './suggest/trainings.ts';

interface Options {
  readonly model?: string;
  readonly headroom?: number;
  readonly trainings?: number;
  readonly base?: string;
  readonly write?: string;
  readonly pareto?: boolean;
  readonly out?: string;
  /** False with --no-store. */
  readonly store?: string | boolean;
  readonly json?: boolean;
}

const PICTURES_FOLDER = 'kd-gate-suggest';

export const suggestCommand: Command = {
  name: 'suggest',
  description: 'find a change of kd.yaml with which its models pass their budgets',
  group: 'Judge',
  arguments: [{ usage: '[spec]', description: 'path of kd.yaml', default: SPEC_FILE }],
  options: [
    { flags: '--model <name>', description: 'only this model of kd.yaml' },
    {
      flags: '--headroom <percent>',
      description: 'what every budget for size, arena, time and work is to leave, for example 20%',
      parse: percent,
    },
    {
      flags: '--trainings <count>',
      description: `train candidates for as much work as so many trainings of the model (default: ${TRAININGS})`,
      parse: trainingsOption,
    },
    {
      flags: '--write <file>',
      description: 'write kd.yaml with the changes that pass; name kd.yaml itself to change it',
    },
    { flags: '--base <ref>', description: 'judge as against the merge base of HEAD and this branch, tag or commit' },
    { flags: '--pareto', description: 'train networks of all sizes, and plot what accuracy costs' },
    { flags: '--out <folder>', description: `where --pareto writes its pictures (${besideText(PICTURES_FOLDER)})` },
    {
      flags: '--store <folder>',
      description: `stored results, by the digest of their inputs (${besideText(STORE_FOLDER)})`,
    },
    { flags: '--no-store', description: 'measure everything anew and store nothing' },
    { flags: '--json', description: 'print JSON instead of text' },
  ],
  async run({ machine, loadEngine }, [spec], options: Options) {
    if (options.pareto && options.write !== undefined) {
      reject('arguments/option', '--pareto looks for no change to write; leave out --write, or --pareto');
    }
    const { performSuggest } = await import('./suggest/perform.ts');
    const { renderSuggestions, renderSuggestionsJson } = await import('./suggest/text.ts');
    const io = machine.ioIn(machine.workspaceOf(spec));
    const { pareto: plots, store: typed, ...rest } = options;
    const { out, store } = placesOf(io, spec, options.out, typed, PICTURES_FOLDER);
    const settings = { ...rest, trainings: options.trainings ?? TRAININGS, store };
    const pareto = plots === true ? out : undefined;
    const { suggestions, warnings, written } = await performSuggest(io, machine, await loadEngine(), spec, {
      ...settings,
      pareto,
    });
    warnOf(io, warnings);
    if (pareto !== undefined) io.err(`pictures in ${pareto}\n`);
    io.out(options.json ? renderSuggestionsJson(suggestions) : renderSuggestions(suggestions));
    if (!written.ok) return reportProblems(io, written.problems);
    if (written.value) io.err(`written to ${options.write}\n`);
    if (pareto !== undefined) return 0;
    return suggestions.every(({ current, proposal }) => current.passes || proposal?.passes === true) ? 0 : 1;
  },
};

function percent(text: string): number {
  const share = parseQuantity(text, ['share']);
  if (!share.ok || share.value.value >= 1) throw new InvalidArgumentError('Write a percentage below 100%, as 20%.');
  return share.value.value;
}
