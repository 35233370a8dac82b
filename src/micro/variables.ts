// Resource variables of a model: what VAR_HANDLE names, and how many MicroResourceVariables firmware makes room for.
import type { Operator, Tensor } from '../tflite/model.ts';
import type { ResolvedModel } from './resolve.ts';

export interface Variables {
  /** For `MicroResourceVariables::Create(allocator, count)`. */
  readonly count: number;
  /** The key of the variable that each output of a VAR_HANDLE stands for. */
  readonly byHandle: ReadonlyMap<Tensor, string>;
}

/** The same for the same variable: MicroResourceVariables::FindId compares container and shared name as C strings,
 * which hold no zero. */
export function variableKey({ options }: Operator): string {
  return `${options.container ?? ''}\0${options.sharedName ?? ''}`;
}

/** As problems say it: `container/name`, or the name alone. */
export function variableName({ options }: Operator): string {
  return [options.container, options.sharedName].filter((part) => part).join('/');
}

export function variablesOf({ operators }: ResolvedModel): Variables {
  const byHandle = new Map<Tensor, string>();
  for (const { row, node } of operators.flat()) {
    const [handle] = node.outputs;
    if (row.variable && handle) byHandle.set(handle, row.variable(node.operator));
  }
  return { count: new Set(byHandle.values()).size, byHandle };
}
