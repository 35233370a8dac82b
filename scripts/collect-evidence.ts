// Writes fixtures/oracle anew: node bench/run.mjs scripts/collect-evidence.ts [../shared]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceFiles } from './evidence.ts';

const root = process.cwd();
let total = 0;
for (const [name, bytes] of evidenceFiles(root, process.argv[2] ?? '../shared')) {
  writeFileSync(join(root, 'fixtures/oracle', name), bytes);
  console.log(`${name.padEnd(28)} ${bytes.length.toLocaleString('en').padStart(10)} B`);
  total += bytes.length;
}
console.log(`${'in all'.padEnd(28)} ${total.toLocaleString('en').padStart(10)} B`);
