// A model's section of kd.yaml as flat settings, so that two versions can be compared line by line.
import type { ModelSpec } from './spec.ts';

/** Longer values are cut: the comparison shows them to people. */
const MOST_CHARACTERS = 200;

/** Each value with defaults, by its path: `student.layers[0].conv2d.filters` is `8`. Budgets are no part of it. */
export function settingsOf({ limits: _, ...model }: ModelSpec): Record<string, string> {
  const settings: Record<string, string> = {};
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      value.forEach((item, i) => {
        visit(item, `${path}[${i}]`);
      });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, path === '' ? key : `${path}.${key}`);
      if (Object.keys(value).length === 0) settings[path] = '{}';
    } else if (value !== undefined) {
      settings[path] = String(value).slice(0, MOST_CHARACTERS);
    }
  };
  visit(model, '');
  return settings;
}
