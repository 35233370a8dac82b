// A table of the page: cells of text, right-aligned where they are numbers, some with a bar.
import { formatCount } from '../format.ts';
import { joined, type Markup, template } from './markup.ts';

export interface Cell {
  readonly text: string;
  readonly bar?: Markup;
  /** Of the style. */
  readonly kind?: string;
}

interface TableInput {
  readonly caption?: string;
  readonly head: readonly string[];
  /** `lrr`: left or right. */
  readonly sides: string;
  readonly rows: readonly (readonly (Cell | string)[])[];
}

const TABLE = template<{
  caption: string | undefined;
  head: readonly { text: string; side: string }[];
  rows: readonly (readonly { text: string; bar?: Markup; kind: string }[])[];
}>(`
<div class="scroll" tabindex="0" role="group" aria-label="<%=
  it.caption ?? it.head.map(({ text }) => text).join(', ') %>">
<table>
<% if (it.caption) { %><caption><%= it.caption %></caption><% } %>
<thead><tr><% for (const { text, side } of it.head) { %><th scope="col"<% if (side) { %> class="<%= side %>"<%
  } %>><%= text %></th><% } %></tr></thead>
<tbody><% for (const row of it.rows) { %><tr><% for (const { text, bar, kind } of row) { %><td<%
  if (kind) { %> class="<%= kind %>"<% } %>><%= text %><% if (bar) { %> <%~ bar.markup %><% } %></td><% } %></tr>
<% } %></tbody>
</table>
</div>
`);

const FOLDED = template<{ title: string; body: Markup }>(
  '<details><summary><%= it.title %></summary><%~ it.body.markup %></details>',
);

/** So many rows are unfolded. */
export const MOST_ROWS = 20;

/** A long table: what comes first, and the rest folded. */
export function longTable(input: TableInput, what: string): Markup {
  const rest = input.rows.slice(MOST_ROWS);
  const first = table({ ...input, rows: input.rows.slice(0, MOST_ROWS) });
  if (rest.length === 0) return first;
  const body = table({ ...input, rows: rest });
  return joined([first, FOLDED({ title: `${formatCount(rest.length)} ${what}`, body })]);
}

export function table({ caption, head, sides, rows }: TableInput): Markup {
  const sideOf = (column: number) => (sides[column] === 'r' ? 'n' : '');
  return TABLE({
    caption,
    head: head.map((text, column) => ({ text, side: sideOf(column) })),
    rows: rows.map((row) =>
      row.map((cell, column) => {
        const { text, bar, kind } = typeof cell === 'string' ? { text: cell } : { kind: undefined, ...cell };
        return { text, bar, kind: [sideOf(column), kind ?? ''].filter((name) => name !== '').join(' ') };
      }),
    ),
  });
}
