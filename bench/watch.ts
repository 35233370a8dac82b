// How long `run --watch` takes from a save to what changed, on the digits: node bench/run.mjs bench/watch.ts [rounds]
//
// The command is dist/cli.cjs, so build that first. Nothing is trained after the first run.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const rounds = Number(process.argv[2] ?? 10);
const folder = mkdtempSync(join(tmpdir(), 'kd-gate-bench-watch-'));
cpSync('fixtures/digits', folder, { recursive: true });
const file = join(folder, 'kd.yaml');
const spec = readFileSync(file, 'utf8');
const cli = resolve('dist/cli.cjs');
const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [cli, 'run', '--watch', '--no-store'], {
  cwd: folder,
});
let said = '';
child.stderr.on('data', (text) => {
  said += text;
});

async function waits(): Promise<void> {
  while (!said.includes('Ctrl-C ends it')) await new Promise((wake) => setTimeout(wake, 1));
  said = '';
}

async function timesOf(edit: (round: number) => string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    writeFileSync(file, edit(round));
    await waits();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

const started = performance.now();
await waits();
console.log(`first run, with its training: ${(performance.now() - started).toFixed(0)} ms`);
const edits: readonly (readonly [string, (round: number) => string])[] = [
  ['a budget', (round) => spec.replace('max: 10 KiB', `max: ${8 + (round % 8)} KiB`)],
  ['a board', (round) => spec.replace(/boards: .*/, `boards: [${round % 2 ? 'esp32-cam' : 'arduino-nano-33-ble'}]`)],
  ['a mistake', (round) => `${spec}wrong: ${round}\n`],
];
for (const [what, edit] of edits) {
  const times = await timesOf(edit);
  const [median, most] = [times[times.length >> 1], times[times.length - 1]].map((ms) => ms.toFixed(0));
  console.log(`${what}: median ${median} ms, most ${most} ms of ${rounds}`);
}
child.kill('SIGINT');
