// A kd.yaml around a Keras file: its layers with its weights are the student.
import { attemptLater, must, type Outcome, reject } from '../../base/problem.ts';
import { random } from '../../base/random.ts';
import { MOST_MODEL_BYTES, type ReadFile } from '../../base/read-file.ts';
import { type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import { shapesOfKeras } from '../../gate/convert.ts';
import type { FoundData } from './data-section.ts';
import { type Draft, modelName, yamlText } from './draft.ts';

export interface KerasDraft extends Omit<Draft, 'boards'> {
  /** Written beside kd.yaml: noise of the right shape, where nobody named data. */
  readonly files: ReadonlyMap<string, string>;
  readonly isTested: boolean;
}

/** `data`: what else was named. Problems: `init/data`, `keras/...`. */
export function kerasDraft(path: string, data: FoundData | undefined, read: ReadFile): Promise<Outcome<KerasDraft>> {
  return attemptLater(async () => {
    const name = modelName(path);
    const network = [`student: { keras: ${yamlText(path)} }`];
    if (data) return { name, data: data.lines, network, files: new Map(), isTested: true };
    const { input, output } = must(shapesOfKeras(must(await read(path, MOST_MODEL_BYTES))));
    const file = `${name}-noise.csv`;
    const isAutoencoder = sameShape(input, output);
    if (!isAutoencoder && output.length !== 1) {
      reject('init/data', `${path} answers neither with classes nor with its input; name data too: --from data/`);
    }
    const classes = isAutoencoder || output[0] === 1 ? 2 : output[0];
    const task = isAutoencoder ? 'regression' : output[0] === 1 ? 'binary' : undefined;
    const lines = [
      `train: { csv: { file: ${yamlText(file)}, label: y } }  # noise, so that this runs: put your own samples here`,
      `shape: [${input.join(', ')}]`,
      ...(isAutoencoder ? ['targets: input'] : []),
    ];
    const files = new Map([[file, noise(input, classes)]]);
    return { name, ...(task && { task }), data: lines, network, files, isTested: false };
  });
}

/** Enough to run on; a file that an editor still opens. */
const [MOST_ROWS, MOST_VALUES] = [64, 200_000];

/** Standard normal values, a row a sample. */
function noise(shape: Shape, classes: number): string {
  const size = sizeOf(shape);
  const source = random(1, 'noise');
  const rows = Math.max(classes, Math.min(MOST_ROWS, Math.floor(MOST_VALUES / size)));
  const lines = [`y,${Array.from({ length: size }, (_, i) => `x${i}`).join(',')}`];
  for (let row = 0; row < rows; row++) {
    const values = Array.from({ length: size }, () => source.normal().toFixed(2));
    lines.push(`${row % classes},${values.join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}
