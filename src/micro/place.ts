// Where in a model an operator or a tensor stands, as problems say it.

export interface Place {
  readonly subgraph: number;
  /** Among the subgraph's operators or tensors. */
  readonly index: number;
}

/** `tensor 3`, and of which subgraph if not of the main one. */
export function describePlace(what: 'operator' | 'tensor', { subgraph, index }: Place): string {
  return subgraph === 0 ? `${what} ${index}` : `${what} ${index} of subgraph ${subgraph}`;
}

/** `operator 3 (ADD)` */
export function describeOperator(operator: Place & { readonly name: string }): string {
  return `${describePlace('operator', operator)} (${operator.name})`;
}
