// The whole gate on MNIST, timed: node bench/mnist/run.mjs [folder to keep the results in]
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const data = join(root, '..', 'shared', 'data', 'mnist');
const FILES = [
  'train-images-idx3-ubyte.gz',
  'train-labels-idx1-ubyte.gz',
  't10k-images-idx3-ubyte.gz',
  't10k-labels-idx1-ubyte.gz',
];
const MOST_SECONDS = 240;
const MOST_MEGABYTES = 500;

function main([keep]) {
  const missing = FILES.filter((file) => !existsSync(join(data, file)));
  if (missing.length > 0) {
    console.error(`not run: MNIST is not part of this repository; ../shared/data/mnist lacks ${missing.join(', ')}`);
    return 3;
  }
  const workspace = mkdtempSync(join(tmpdir(), 'kd-gate-mnist-'));
  try {
    for (const file of FILES) copyFileSync(join(data, file), join(workspace, file));
    copyFileSync(join(here, 'kd.yaml'), join(workspace, 'kd.yaml'));
    // A build while this runs changes nothing.
    cpSync(join(root, 'dist'), join(workspace, 'dist'), { recursive: true });
    const status = runGate(workspace);
    const results = join(workspace, 'kd-gate-out');
    if (keep && existsSync(results)) cpSync(results, keep, { recursive: true });
    return status;
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

function runGate(workspace) {
  const resourcesFile = join(workspace, 'resources.json');
  const preload = pathToFileURL(join(here, 'resources.mjs')).href;
  const started = performance.now();
  const { status } = spawnSync(process.execPath, ['--import', preload, join('dist', 'cli.cjs'), 'run', 'kd.yaml'], {
    cwd: workspace,
    stdio: 'inherit',
    env: { ...process.env, RESOURCES_FILE: resourcesFile },
  });
  const seconds = (performance.now() - started) / 1000;
  if (!existsSync(resourcesFile)) {
    console.error(`kd-gate was killed after ${seconds.toFixed(0)} s`);
    return 3;
  }
  const used = JSON.parse(readFileSync(resourcesFile, 'utf8'));
  const megabytes = (used.maxRSS * 1024) / 1e6;
  const cpuSeconds = (used.userCPUTime + used.systemCPUTime) / 1e6;
  console.log(
    `wall time ${seconds.toFixed(0)} s (at most ${MOST_SECONDS} s on 2 cores), CPU time ${cpuSeconds.toFixed(0)} s`,
  );
  console.log(`peak memory ${megabytes.toFixed(0)} MB (at most ${MOST_MEGABYTES} MB)`);
  if (status !== 0) return status ?? 3;
  return seconds > MOST_SECONDS || megabytes > MOST_MEGABYTES ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
