// Preloaded into the program under measurement: writes what it used, memory in KiB and CPU time in µs, to the file
// named by RESOURCES_FILE.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => writeFileSync(process.env.RESOURCES_FILE, JSON.stringify(process.resourceUsage())));
}
