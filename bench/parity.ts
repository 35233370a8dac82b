// The same start, the same path: trainings here beside the same ones in PyTorch and Keras.
//   node bench/run.mjs bench/parity.ts steps [students]                         the loss of each of 200 steps
//   node bench/run.mjs bench/parity.ts accuracy [kd.yaml] [seeds] [students]    what three students reach on real data
//   node bench/run.mjs bench/parity.ts late [kd.yaml] [seeds]                   losses far into a training
//   node bench/run.mjs bench/parity.ts table [kd.yaml] [seeds] [here,own,same] [cosine,constant]
//                                                                               scratch, distilled; several starts
//   node bench/run.mjs bench/parity.ts record                                   writes fixtures/parity/torch.json
// The peers are run by the Python in the variable PYTHON (default python3) if that has torch or keras.
import { loadEngine } from '../src/host/engine.ts';
import { compareAccuracy } from './parity/accuracy.ts';
import { compareLate } from './parity/late.ts';
import { KERAS, TORCH, withPeers } from './parity/peer.ts';
import { record } from './parity/record.ts';
import { compareSteps } from './parity/steps.ts';
import { compareStarts } from './parity/table.ts';

const [mode = 'steps', ...rest] = process.argv.slice(2);
const MODES = {
  steps: { run: compareSteps, scripts: [TORCH, KERAS] },
  accuracy: { run: compareAccuracy, scripts: [TORCH, KERAS] },
  late: { run: compareLate, scripts: [TORCH] },
  table: { run: compareStarts, scripts: [TORCH] },
  record: { run: record, scripts: [TORCH] },
};

process.exitCode = await main();

async function main(): Promise<number> {
  if (!Object.hasOwn(MODES, mode)) {
    console.error(`"${mode}" is not one of ${Object.keys(MODES).join(', ')}`);
    return 2;
  }
  const { run, scripts } = MODES[mode as keyof typeof MODES];
  return withPeers(scripts, async (peers) => run(await loadEngine(), peers, rest));
}
