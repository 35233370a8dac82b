// The commands, in the order of the help: a command is one file and its line here.
import { boardsCommand } from './boards.ts';
import { calibrateCommand } from './calibrate.ts';
import type { Command } from './command.ts';
import { compactCommand } from './compact.ts';
import { compareCommand } from './compare.ts';
import { completeCommand } from './complete.ts';
import { completionCommand } from './completion.ts';
import { convertCommand } from './convert.ts';
import { explainCommand } from './explain.ts';
import { historyCommand } from './history.ts';
import { initCommand } from './init.ts';
import { measureCommand } from './measure.ts';
import { mergeCommand } from './merge.ts';
import { planCommand } from './plan.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { suggestCommand } from './suggest.ts';

export const COMMANDS: readonly Command[] = [
  runCommand,
  suggestCommand,
  measureCommand,
  compareCommand,
  explainCommand,
  compactCommand,
  convertCommand,
  initCommand,
  historyCommand,
  planCommand,
  mergeCommand,
  schemaCommand,
  boardsCommand,
  calibrateCommand,
  completionCommand,
  completeCommand,
];
