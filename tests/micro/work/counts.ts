// The work of single-operator models that were made for the oracle, by name.
import { shippedFiles } from '../../../fixtures/oracle/evidence.ts';
import { must } from '../../../src/base/problem.ts';
import type { Shape } from '../../../src/base/shape.ts';
import { workOf } from '../../../src/micro/model-work.ts';
import { profileOf } from '../../../src/micro/profile.ts';
import { resolve } from '../../../src/micro/resolve.ts';
import type { NoFigure, Work } from '../../../src/micro/work/work.ts';
import type { Model, Tensor } from '../../../src/tflite/model.ts';
import { readModel } from '../../../src/tflite/read.ts';

export const M4 = 'cortex-m4f/cmsis_nn';
export const M0 = 'cortex-m0plus/cmsis_nn';
export const M55 = 'cortex-m55-mve/cmsis_nn';
export const REFERENCE = 'cortex-m4f/reference';

const files = new Map([...shippedFiles('sweep'), ...shippedFiles('armsweep')]);

export function madeModel(name: string): Model {
  const bytes = files.get(name);
  if (!bytes) throw new Error(`no model ${name}`);
  return must(readModel(bytes));
}

/** With some tensors changed: `change` gets each tensor and its place. */
export function changed(name: string, change: (tensor: Tensor, index: number) => Partial<Tensor>): Model {
  const model = madeModel(name);
  const [graph] = model.subgraphs;
  const tensors = graph.tensors.map((tensor, index) => ({ ...tensor, ...change(tensor, index) }));
  return { ...model, subgraphs: [{ ...graph, tensors }] };
}

/** With other shapes for some of the operator's inputs. */
export function reshaped(name: string, shapes: ReadonlyMap<number, Shape>): Model {
  const [{ operators }] = madeModel(name).subgraphs;
  const shapeOf = new Map([...shapes].map(([position, shape]) => [operators[0].inputs[position], shape]));
  return changed(name, (tensor, index) => ({ shape: shapeOf.get(index) ?? tensor.shape }));
}

export function firstWork(model: Model | string, profile: string): Work | NoFigure {
  const [{ work }] = workOf(must(resolve(typeof model === 'string' ? madeModel(model) : model)), profileOf(profile));
  return work;
}

export function countsOf(model: Model | string, profile: string): Work {
  const work = firstWork(model, profile);
  if ('reason' in work) throw new Error(work.reason);
  return work;
}
