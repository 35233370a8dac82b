// How long features of sound take: 3,000 utterances of a second at 16 kHz.
//   node bench/run.mjs bench/features.ts [utterances]
import { random } from '../src/base/random.ts';
import { extractAll, prepareFeatures } from '../src/data/features/extract.ts';
import { FEATURES } from '../src/data/features/index.ts';
import { tflmFrontend } from '../src/gate/tflm-frontend.ts';
import { loadEngine } from '../src/host/engine.ts';
import { must } from './must.ts';

const [count = '3000'] = process.argv.slice(2);
const RATE = 16000;
const STFT = { rate: RATE, frame: '40 ms', step: '20 ms', window: 'hann', spectrum: 'magnitude' };
const MEL = { ...STFT, bands: 40, lower: 20, upper: 4000, offset: 1e-6 };
const KINDS = { tflmFrontend: {}, spectrogram: STFT, logMel: MEL, mfcc: { ...MEL, coefficients: 10 } };

const engine = await loadEngine();
const tools = { makeFrontend: () => tflmFrontend(engine.makeKernels) };
const source = random(1, 'bench');
const values = Int16Array.from({ length: Number(count) * RATE }, () => source.below(65536) - 32768);
const set = { x: { shape: [Number(count), RATE], dtype: 'int16', values } } as const;
for (const [name, settings] of Object.entries(KINDS)) {
  const started = performance.now();
  const { shape } = must(extractAll(must(prepareFeatures({ [name]: settings }, FEATURES, set, tools)), set));
  const seconds = (performance.now() - started) / 1000;
  console.log(`${name}: ${count} utterances to ${shape.join('x')} in ${seconds.toFixed(2)} s`);
}
