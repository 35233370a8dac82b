// Softmax over the last axis: only at the end of a network, and training works on the logits in front of it.
export const SOFTMAX_SCHEMA = {
  type: 'object',
  description:
    'Turns the last layer into probabilities; only at the end, and training works on the values in front of it.',
  additionalProperties: false,
  properties: {},
} as const;
