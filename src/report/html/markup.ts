// Markup of the page: elements of SVG, and eta's templates, both with every text escaped.
import { Eta } from 'eta/core';
import { escapeHtml } from '../escape.ts';

/** What may stand in the page as it is. */
export interface Markup {
  readonly markup: string;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Text among the children is escaped; numbers are coordinates. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly (Markup | string)[]): Markup {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? coordinate(value) : escaped(value)}"`],
  );
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : child.markup)).join('');
  return { markup: `<${name}${pairs.join('')}${inner === '' ? '/>' : `>${inner}</${name}>`}` };
}

export function joined(parts: readonly Markup[]): Markup {
  return { markup: parts.map(({ markup }) => markup).join('') };
}

/** Pixels, to a hundredth. */
function coordinate(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** Most texts have nothing that `escapeHtml` would change. */
const PLAIN = /^[A-Za-z0-9 .,()%_]*$/;

function escaped(text: string): string {
  return PLAIN.test(text) ? text : escapeHtml(text);
}

const eta = new Eta({ autoEscape: true, escapeFunction: (value) => escaped(String(value ?? '')) });

/** `<%= it.name %>` is escaped, `<%~ it.chart.markup %>` is not. */
export function template<Data extends object>(text: string): (data: Data) => Markup {
  const compiled = eta.compile(text.trim().replace(/\n\s*/g, '\n'));
  return (data) => ({ markup: compiled.call(eta, data).trim() });
}
