#!/usr/bin/env node
// The command line tool. Commands are loaded when they run, so that --version answers at once.
import { reportProblems } from './commands/problems.ts';
import { runProgram } from './commands/program.ts';
import { loadEngine } from './host/engine.ts';
import { workspaceOf } from './host/files.ts';
import { processIo, processMachine, UserMistake } from './host/process.ts';
import { VERSION } from './host/version.ts';

const io = processIo(process.cwd());

runProgram(process.argv.slice(2), io, VERSION, {
  async run(spec, options) {
    const { runCommand } = await import('./commands/run.ts');
    return runCommand(processIo(workspaceOf(spec)), processMachine(), await loadEngine(), spec, options);
  },
  async measure(model, options) {
    const { measureCommand } = await import('./commands/measure.ts');
    return measureCommand(io, await loadEngine(), model, options);
  },
  async init(file, options) {
    const { initCommand } = await import('./commands/init.ts');
    return initCommand(io, file, options);
  },
  async plan(spec) {
    const { planCommand } = await import('./commands/plan.ts');
    return planCommand(io, spec);
  },
  async merge(spec, options) {
    const { mergeCommand } = await import('./commands/merge.ts');
    return mergeCommand(io, processMachine(), spec, options);
  },
  async schema(name) {
    const { schemaCommand } = await import('./commands/schema.ts');
    return schemaCommand(io, name);
  },
  async boards(options) {
    const { boardsCommand } = await import('./commands/boards.ts');
    return boardsCommand(io, options);
  },
})
  .catch((error) => {
    if (error instanceof UserMistake) return reportProblems(io, error.problems);
    throw error;
  })
  .then((status) => {
    process.exitCode = status;
  });

// Whoever reads the output may stop reading, as `head` does.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}
