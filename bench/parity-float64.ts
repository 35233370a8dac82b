// The losses of bench/parity.ts steps with every rounding to float32 taken out, here and in the peers: what differs
// then is the formulas. Here the plain TypeScript kernels compute, whose bits the compiled ones have.
//   node bench/run.mjs bench/parity-float64.ts [students]
import './parity/in-float64.ts';
import { compareExactly } from './parity/exact.ts';
import { KERAS, TORCH, withPeers } from './parity/peer.ts';

const [names] = process.argv.slice(2);
process.exitCode = await withPeers([TORCH, KERAS], (peers) => compareExactly(peers, names));
