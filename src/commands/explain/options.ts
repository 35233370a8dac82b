// What the command line may say about a board's answers.

export interface ExplainOptions {
  /** What the board printed. */
  readonly against?: string;
  readonly input?: string;
  readonly subtract?: number;
  readonly divide?: number;
  readonly stateful?: boolean;
  readonly board?: string;
  readonly profile?: string;
  /** Other models that may be on the board. */
  readonly or?: readonly string[];
  /** Where the header is written that prints tensors. */
  readonly probe?: string;
  /** Where `run` wrote the models of kd.yaml. */
  readonly out: string;
  readonly json?: boolean;
}
