// node bench/run.mjs bench/fuzz/run-specs.ts [count] [seed]
import { fuzzSpecs } from './specs.ts';

const [count = '100000', seed = '1'] = process.argv.slice(2);
const { falsePasses, crashes } = await fuzzSpecs(Number(count), Number(seed));
process.exitCode = falsePasses + crashes > 0 ? 1 : 0;
