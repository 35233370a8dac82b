// Peak memory of a run on many images: generates them, runs the bundle on them and removes them.
//   node bench/images.mjs [images = 100000] [side = 96]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode } from 'fast-png';

const [count = 100_000, side = 96] = process.argv.slice(2).map(Number);
const CLASSES = 10;
const cli = join(fileURLToPath(import.meta.url), '../../dist/cli.cjs');
const folder = mkdtempSync(join(tmpdir(), 'kd-gate-images-'));

/** A gradient of the class's direction with some noise, so that it packs about as well as a photograph made small. */
function image(index) {
  const data = new Uint8Array(side * side * 3);
  const angle = ((index % CLASSES) * 2 * Math.PI) / CLASSES;
  let state = index * 2654435761 + 1;
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let c = 0; c < 3; c++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const wave = 128 + 90 * Math.sin((x * Math.cos(angle) + y * Math.sin(angle)) / (6 + c));
        data[at++] = wave + (state >>> 28);
      }
    }
  }
  return encode({ width: side, height: side, channels: 3, data });
}

try {
  for (let c = 0; c < CLASSES; c++) mkdirSync(join(folder, 'images', String(c)), { recursive: true });
  for (let i = 0; i < count; i++) {
    writeFileSync(join(folder, 'images', String(i % CLASSES), `${i}.png`), image(i));
    if (i % 10_000 === 9999) console.log(`${i + 1} images made`);
  }
  writeFileSync(
    join(folder, 'kd.yaml'),
    `version: 1
models:
  images:
    data:
      all: { images: { folder: images, size: [${side}, ${side}] } }
      split: { by: group, test: 5% }
      normalize: { divide: 255 }
    student:
      layers:
        - conv2d: { filters: 4, kernel: 3, stride: 4, activation: relu6 }
        - maxPool: { size: 4 }
        - flatten: {}
        - dense: { units: ${CLASSES} }
    distill: { epochs: 1, batch: 64 }
    boards: [arduino-nano-33-ble]
    budgets: { accuracy: { min: 5% } }
`,
  );
  const started = performance.now();
  const child = spawn(process.execPath, [cli, 'run', 'kd.yaml', '--no-store'], { cwd: folder, stdio: 'inherit' });
  let peak = '';
  const watch = setInterval(() => {
    try {
      // The kernel keeps the highest resident set of the process.
      peak = /VmHWM:\s*(\d+ kB)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak;
    } catch {}
  }, 200);
  const status = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  const mebibytes = Math.round(Number.parseInt(peak, 10) / 1024);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${count} images of ${side}x${side}x3: ${((count * side * side * 3) / 2 ** 20).toFixed(0)} MiB of samples`,
  );
  console.log(`exit status ${status}, ${seconds} s, peak resident memory ${mebibytes} MiB`);
} finally {
  rmSync(folder, { recursive: true });
}
