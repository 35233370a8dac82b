// What each operator costs, where it is known: bytes of weights, executed instructions, milliseconds on a board.
import { count, magnitude } from './schema-parts.ts';

/** Models with more have sums alone. */
export const MOST_OPERATORS = 4096;

export const WEIGHT_BYTES = {
  ...count,
  description: 'Constants in the file that it reads; what several operators read counts at the first.',
} as const;

export const INSTRUCTIONS_BY_OPERATOR = {
  type: 'array',
  maxItems: MOST_OPERATORS,
  items: { anyOf: [count, { type: 'null' }] },
  description: 'Of each operator of the main graph; null where no shape like its own has been counted.',
} as const;

export const MS_BY_OPERATOR = {
  type: 'array',
  maxItems: MOST_OPERATORS,
  items: { anyOf: [magnitude, { type: 'null' }] },
  description: 'Milliseconds of each operator of the main graph, those of graphs that it calls included; as above.',
} as const;

type ByOperator = readonly (number | null)[];

interface Costly {
  readonly operators: readonly { readonly weightBytes?: number }[];
  readonly sizeBytes: number;
  readonly costs?: Readonly<Record<string, { readonly instructionsByOperator?: ByOperator }>>;
}

/** What of these figures can't be true. */
export function costContradictions(
  { operators, sizeBytes, costs = {} }: Costly,
  boards: readonly { readonly msByOperator?: ByOperator }[],
): string[] {
  const weights = operators.reduce((sum, { weightBytes = 0 }) => sum + weightBytes, 0);
  const lists = [
    ...Object.values(costs).map(({ instructionsByOperator }) => instructionsByOperator),
    ...boards.map(({ msByOperator }) => msByOperator),
  ];
  const odd = lists.find((list) => list !== undefined && list.length !== operators.length);
  return [
    ...(weights > sizeBytes ? [`the operators read ${weights} B of weights, the file has ${sizeBytes}`] : []),
    ...(odd ? [`figures by operator are of ${odd.length} operators, the model has ${operators.length}`] : []),
  ];
}
