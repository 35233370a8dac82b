import { readFileSync } from 'node:fs';
import { gzipSync } from 'fflate';
import { readModel } from '../src/tflite/read.ts';
import { must } from './must.ts';
const { subgraphs, buffers } = must(readModel(readFileSync(process.argv[2])));
for (const o of subgraphs[0].operators) { if (!['CONV_2D','FULLY_CONNECTED'].includes(o.code)) continue;
 const t = subgraphs[0].tensors[o.inputs[1]]; const b = new Int8Array(buffers[t.buffer].slice().buffer);
 const s = [...new Set(b)].sort((a,b)=>a-b); console.log(t.name, t.shape, s.length, s.slice(0,40).join(' '), gzipSync(new Uint8Array(b.buffer),{level:9}).length, b.length); }
