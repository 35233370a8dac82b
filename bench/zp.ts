import { loadEngine } from '../src/host/engine.ts';
import { loadData } from '../src/data/load.ts';
import { specOf } from './spec.ts';
import { must } from './must.ts';
const [file, share='0.5'] = process.argv.slice(2);
const { spec, read } = await specOf(file);
console.log(JSON.stringify(Object.values(spec.models)[0].student));
