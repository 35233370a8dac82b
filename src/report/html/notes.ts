// Sentences below the tables and pictures of the page.
import { type Markup, template } from './markup.ts';

const NOTES = template<{ lines: readonly string[] }>(
  '<% for (const line of it.lines) { %><p class="note"><%= line %></p><% } %>',
);

/** A paragraph each. */
export function notes(...lines: readonly string[]): Markup {
  return NOTES({ lines });
}
