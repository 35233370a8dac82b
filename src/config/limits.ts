// The `limits:` section of kd.yaml: how much a run may compute before it is refused.
import type { FromSchema } from 'json-schema-to-ts';
import { attempt, must, type Outcome, under } from '../base/problem.ts';
import { parseQuantity } from '../base/quantity.ts';

// A job of GitHub's ends after 6 hours; two of its cores train at 4 to 20 GMAC/s (docs/performance.md).
export const LIMITS_SCHEMA = {
  type: 'object',
  description: 'How much one run may compute; a run that would need more is refused before it starts.',
  additionalProperties: false,
  default: {},
  properties: {
    work: {
      type: ['string', 'number'],
      default: '100 TMACs',
      description: 'Of training and simulation together, in multiply-accumulates: kMACs, MMACs, GMACs or TMACs.',
    },
  },
} as const;

export type LimitsParams = FromSchema<typeof LIMITS_SCHEMA>;

export interface WorkLimits {
  /** Multiply-accumulates. */
  readonly work: number;
  /** As the user wrote it. */
  readonly text: string;
}

/** Problems have paths inside the section. */
export function workLimitsOf({ work }: { readonly work: unknown }): Outcome<WorkLimits> {
  return attempt(() => {
    const { value } = must(under('work', parseQuantity(work, ['macs'])));
    return { work: value, text: String(work).trim() };
  });
}
