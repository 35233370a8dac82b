// The tables of src/board/cores as text: of each profile one file for layers with weights, pools and softmax, one for
// operators that move, and one for those that go element by element or reduce.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { espSource } from './esp-costs.ts';

/** Costs of each loop by class. */
export type Fit = ReadonlyMap<string, readonly number[]>;

export interface RoutineFit {
  /** An operator that it runs for. */
  readonly op: string;
  readonly shapes: number;
  readonly costs: Fit;
  /** As `RoutineCosts.offBy` of src/board/cores: of costs by another core's. */
  readonly offBy?: number;
}

/** By profile and routine. */
export type FittedProfiles = Map<string, Map<string, RoutineFit>>;

/** Other profiles that run the same code, and what is said about them in the file. */
export interface Alike {
  readonly profiles: readonly string[];
  readonly why: readonly string[];
}

const LAYERS = /CONV|FULLY_CONNECTED|MATMUL|LSTM|SVDF|POOL|SOFTMAX|DECODE/;
const MOVES = /RESHAPE|SQUEEZE|DIMS|CONCATENATION|GATHER|SLICE|SPACE|RESIZE|PACK|SPLIT|PAD|TRANSPOSE|SHAPE|VARIABLE/;

const partOf = ({ op }: RoutineFit) => (LAYERS.test(op) ? '' : MOVES.test(op) ? '-moves' : '-elements');

export function writeTables(profile: string, fits: ReadonlyMap<string, RoutineFit>, alike?: Alike): void {
  const name = profile.replace('/', '-').replace('_', '-');
  const parts = new Set([...fits.values()].map(partOf));
  for (const part of parts) {
    const routines = [...fits].filter(([, fit]) => partOf(fit) === part);
    const path = join(process.cwd(), 'src/board/cores', `${name}${part}.yaml`);
    writeFileSync(path, tableOf(profile, routines, alike));
  }
}

type NamedFit = readonly [routine: string, fit: RoutineFit];

const TOOLCHAIN = '# (fixtures/oracle/counts.json.gz: TFLM 90b983c2, CMSIS-NN 4ab83cc3, arm-none-eabi-gcc 12.2.1 -O2).';

function tableOf(profile: string, routines: readonly NamedFit[], alike?: Alike): string {
  return [
    `# Executed instructions of ${profile} for one turn of each loop, in the order of COLUMNS (classes.ts).`,
    "# Written by bench/latency/fit.ts --write; don't edit. Fitted on counts of the real kernels under QEMU",
    ...(espSource(profile) ?? [TOOLCHAIN]),
    ...(alike?.why ?? []),
    `profiles: [${[profile, ...(alike?.profiles ?? [])].join(', ')}]`,
    'routines:',
    ...routines.flatMap(rowsOf),
    '',
  ].join('\n');
}

function rowsOf([routine, { shapes, costs, offBy }]: NamedFit): string[] {
  const rows = [...costs].map(([name, perClass]) => {
    const values = perClass.map((value) => Number(value.toPrecision(4)));
    while (values.at(-1) === 0) values.pop();
    return `      ${name}: [${values.join(', ')}]`;
  });
  const estimate = offBy === undefined ? [] : [`    offBy: ${offBy}`];
  return [`  ${routine}:`, `    shapes: ${shapes}`, ...estimate, '    costs:', ...rows];
}
