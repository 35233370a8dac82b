#!/usr/bin/env node
// The command line tool.
import { COMMANDS } from './commands/index.ts';
import { runProgram } from './commands/program.ts';
import { loadEngine } from './host/engine.ts';
import { endWithReader, processIo, processMachine } from './host/process.ts';
import { VERSION } from './host/version.ts';

const host = { io: processIo(process.cwd()), machine: processMachine(), loadEngine };
endWithReader();
runProgram(process.argv.slice(2), host, VERSION, COMMANDS).then((status) => {
  process.exitCode = status;
});
