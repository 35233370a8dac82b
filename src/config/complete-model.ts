// A model's section as `parseSpec` gives it, from its value alone: of a kd.yaml that nobody has written yet.
import { schemaCheck } from '../base/schema-check.ts';
import { checkChoices } from './choices.ts';
import { KINDS } from './kinds.ts';
import { missingNeeds } from './needs.ts';
import { specCheck } from './schema.ts';
import type { ModelParams, ModelSpec } from './spec.ts';

const isSpec = /* @__PURE__ */ schemaCheck<{ readonly models: { readonly model: ModelParams } }>(specCheck(KINDS));

/** With the defaults of what is new; undefined where `parseSpec` would refuse it. Budgets stay as they are. */
export function completeModel({ limits, ...section }: ModelSpec): ModelSpec | undefined {
  const spec: unknown = { version: 1, models: { model: structuredClone(section) } };
  if (!isSpec(spec)) return undefined;
  const { model } = spec.models;
  const { budgets: _, ...complete } = model;
  return checkChoices(model, KINDS).ok && missingNeeds(model).length === 0 ? { ...complete, limits } : undefined;
}
