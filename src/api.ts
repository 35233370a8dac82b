// The package as a library: `import { runGate, measureModel, readReport } from 'kd-gate'`.
import { apiOn } from './commands/api.ts';
import { loadGuestEngine } from './host/engine.ts';
import { processIo, processMachine } from './host/process.ts';

export const { runGate, measureModel, readReport } = apiOn(() => ({
  io: processIo(process.cwd()),
  machine: processMachine(),
  loadEngine: loadGuestEngine,
}));
