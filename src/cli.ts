#!/usr/bin/env node
// The command line tool.
import { COMMANDS } from './commands/index.ts';
import { runProgram } from './commands/program.ts';
import { CRASHED, describeCrash, onCrash } from './host/crash.ts';
import { loadEngine } from './host/engine.ts';
import { outliveReader, processIo, processMachine } from './host/process.ts';
import { VERSION } from './host/version.ts';

// What ends without a status has not measured.
process.exitCode = CRASHED;
onCrash((error) => {
  process.stderr.write(`${describeCrash(error)}\n`);
  process.exit(CRASHED);
});
outliveReader();
const host = { io: processIo(process.cwd()), machine: processMachine(), loadEngine };
runProgram(process.argv.slice(2), host, VERSION, COMMANDS).then((status) => {
  process.exitCode = status;
});
