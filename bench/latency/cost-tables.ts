// The tables of src/board/cores as text: of each profile one file for layers with weights, pools and softmax, and one
// for all that moves, reduces and goes element by element.
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
  /** Costs by another core's, not counted on this one. */
  readonly isEstimate?: true;
}

/** By profile and routine. */
export type FittedProfiles = Map<string, Map<string, RoutineFit>>;

/** Other profiles that run the same code, and what is said about them in the file. */
export interface Alike {
  readonly profiles: readonly string[];
  readonly why: readonly string[];
}

const MOST_COLUMNS = 120;
const LAYERS = /CONV|FULLY_CONNECTED|MATMUL|LSTM|SVDF|POOL|SOFTMAX|DECODE/;

export function writeTables(profile: string, fits: ReadonlyMap<string, RoutineFit>, alike?: Alike): void {
  const name = profile.replace('/', '-').replace('_', '-');
  const layers = [...fits].filter(([, { op }]) => LAYERS.test(op));
  const others = [...fits].filter(([, { op }]) => !LAYERS.test(op));
  const files = [
    { path: `${name}.yaml`, routines: layers },
    { path: `${name}-others.yaml`, routines: others },
  ];
  for (const { path, routines } of files) {
    if (routines.length === 0) continue;
    writeFileSync(join(process.cwd(), 'src/board/cores', path), tableOf(profile, routines, alike));
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

/** As many loops in a line as fit. */
function rowsOf([routine, { shapes, costs, isEstimate }]: NamedFit): string[] {
  const entries = [...costs].map(([name, perClass]) => {
    const values = perClass.map((value) => Number(value.toPrecision(4)));
    while (values.at(-1) === 0) values.pop();
    return `${name}: [${values.join(', ')}]`;
  });
  const lines: string[] = [];
  for (const [i, entry] of entries.entries()) {
    const text = `${entry}${i < entries.length - 1 ? ',' : ' } }'}`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= MOST_COLUMNS) lines[lines.length - 1] += ` ${text}`;
    else lines.push(`    ${text}`);
  }
  const estimate = isEstimate ? ' isEstimate: true,' : '';
  return [`  ${routine}: { shapes: ${shapes},${estimate} costs: {`, ...lines];
}
