// The colour of each kind of operator: the same in all pictures of a model.
import type { MeasuredModel } from '../report.ts';
import { template } from './markup.ts';

/** `k0` to `k6` of the style; all others share `k7`. */
const MOST_KINDS = 7;

export interface Kinds {
  classOf(op: string): string;
  readonly legend: readonly { readonly op: string; readonly kind: string }[];
}

/** The kinds with the most multiply-accumulates come first, then those of which there are most. */
export function kindsOf({ operators }: Pick<MeasuredModel, 'operators'>): Kinds {
  const sums = new Map<string, { macs: number; count: number }>();
  for (const { op, macs } of operators) {
    const own = sums.get(op) ?? { macs: 0, count: 0 };
    sums.set(op, { macs: own.macs + macs, count: own.count + 1 });
  }
  const order = [...sums].sort(([, a], [, b]) => b.macs - a.macs || b.count - a.count).map(([op]) => op);
  const classes = new Map(order.map((op, i) => [op, `k${Math.min(i, MOST_KINDS)}`]));
  const named = order.slice(0, MOST_KINDS).map((op, i) => ({ op, kind: `k${i}` }));
  const others = order.length > MOST_KINDS ? [{ op: 'others', kind: `k${MOST_KINDS}` }] : [];
  return { classOf: (op) => classes.get(op) ?? `k${MOST_KINDS}`, legend: [...named, ...others] };
}

export const LEGEND = template<{ entries: readonly { readonly op: string; readonly kind: string }[] }>(`
<ul class="legend">
<% for (const { op, kind } of it.entries) { %><li><svg class="key <%=
  kind %>" width="12" height="12" aria-hidden="true"><rect width="12" height="12"/></svg> <%= op %></li><% } %>
</ul>
`);
