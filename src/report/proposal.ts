// A change of kd.yaml with which a model passes its budgets: proposed only after the very run that would judge it.
import type { FromSchema } from 'json-schema-to-ts';
import { MEASURES } from '../budget/measures.ts';
import { closed, count, figure, share, text } from './schema-parts.ts';

const word = { type: 'string', maxLength: 256 } as const;
const number = { type: 'number' } as const;
const plain = {
  anyOf: [word, number, { type: 'boolean' }, { type: 'array', maxItems: 64, items: { anyOf: [word, number] } }],
} as const;
const group = { type: 'object', maxProperties: 32, additionalProperties: plain } as const;

/** A value of kd.yaml: a scalar or a list, a section's settings, or a layer (`{ conv2d: { filters: 8 } }`). */
const value = {
  anyOf: [plain, { type: 'object', maxProperties: 8, additionalProperties: { anyOf: [plain, group] } }],
} as const;

const change = closed(
  ['path'],
  {
    path: {
      type: 'array',
      minItems: 1,
      maxItems: 16,
      items: { anyOf: [word, count] },
      description: 'Keys of kd.yaml from its root, and indices of lists as they are before any change.',
    },
    from: { ...value, description: 'What is there, a default where kd.yaml leaves it out; absent of what is new.' },
    to: { ...value, description: 'What to write; absent where it goes.' },
  },
  'One value of kd.yaml, or one item of a list.',
);

const effect = closed(
  ['measure'],
  {
    measure: { enum: MEASURES },
    scope: { ...text, description: 'The board or profile, of a measure that has one.' },
    before: figure,
    after: figure,
    limit: { ...figure, description: 'The strictest bound of a budget, where there is one.' },
  },
  "A measure before and after, in the measure's unit.",
);

const MOST_EDITS = 64;
const MOST_LINES = 256;
const MOST_OF_LINE = 4096;
/** Of budgets that would have to move. */
export const MOST_MOVED = 64;

const line = { type: 'string', maxLength: MOST_OF_LINE, pattern: '^[^\\n\\r]*$' } as const;
const lines = { type: 'array', maxItems: MOST_LINES, items: line } as const;

const edit = closed(
  ['line', 'before', 'after'],
  {
    line: { ...count, description: 'Of the first of `before`, from 1.' },
    before: { ...lines, minItems: 1 },
    after: lines,
  },
  'Lines of kd.yaml that the changes replace, and what takes their place.',
);

const effectList = { type: 'array', maxItems: 1024, items: effect } as const;
/** A width is a change of each layer, of which a network has 512 at most. */
const changeList = { type: 'array', minItems: 1, maxItems: 1024, items: change } as const;

const otherChange = closed(
  ['changes', 'size', 'accuracyChange'],
  { changes: changeList, size: figure, accuracyChange: share },
  'A larger change that passed too.',
);

/** Of a model's report. */
export const PROPOSAL_SCHEMA = closed(
  ['model', 'passes', 'changes', 'effects'],
  {
    model: word,
    passes: {
      type: 'boolean',
      description: 'The run with these changes passed. False: nothing that was tried does, and this came nearest.',
    },
    warns: { type: 'boolean', description: 'That run passed with a warning, as where a band reaches over a limit.' },
    changes: changeList,
    effects: effectList,
    edits: { type: 'array', maxItems: MOST_EDITS, items: edit },
    budgets: {
      type: 'array',
      maxItems: MOST_MOVED,
      items: closed(['path', 'from', 'to'], {
        path: { ...text, description: 'Of the budget in kd.yaml: `models.digits.budgets.accuracy.min`.' },
        from: { ...word, description: 'As kd.yaml writes it.' },
        to: { ...word, description: 'With which the changes would pass.' },
      }),
      description: 'Where nothing passes: the budgets that would have to move, which is for people to decide.',
    },
    others: {
      type: 'array',
      maxItems: 3,
      items: otherChange,
      description: 'Larger changes that passed too and answer better than smaller ones, the smallest first.',
    },
    size: { ...figure, description: 'How large the change is; 0.69 halves or doubles the network.' },
    accuracyChange: { ...share, description: 'On the test set, as a share; absent without one.' },
    judged: { ...count, description: 'Candidates that were judged without training.' },
    trained: { ...count, description: 'Candidates that were trained.' },
  },
  'A change of kd.yaml with which the model passes.',
);

export type Proposal = FromSchema<typeof PROPOSAL_SCHEMA>;
export type OtherProposal = FromSchema<typeof otherChange>;
export type ProposedChange = FromSchema<typeof change>;
export type ProposedValue = NonNullable<ProposedChange['to']>;
export type ProposedEdit = FromSchema<typeof edit>;
export type ProposedEffect = FromSchema<typeof effect>;

/** Whether a report has room for these lines; the changes say the same. */
export function hasRoomForEdits(edits: readonly ProposedEdit[]): boolean {
  const fits = (list: readonly string[]) =>
    list.length <= MOST_LINES && list.every(({ length }) => length <= MOST_OF_LINE);
  return edits.length <= MOST_EDITS && edits.every(({ before, after }) => fits(before) && fits(after));
}
