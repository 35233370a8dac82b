// Text from files shown as text: in Markdown, in HTML, and in a shell line.
import { visibleCharacters } from '../base/quote.ts';

// Characters that turn the reading direction around, so that a name could pretend to be another.
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** No Markdown, no HTML, no mention of people, issues or emoji, no formula, no line breaks, no control characters. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/([\\`*_{}[\]()#!|~])/g, '\\$1')
    .replace(/@/g, '@\u200b')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/:(?=[\w+-]+:)/g, ':\u200b')
    .replace(/www\./gi, 'www\u200b.')
    .replace(/\bGH-(?=\d)/gi, 'GH\u200b-')
    .replace(/\$/g, '&#36;');
}

/** For the inside of an HTML element, where Markdown is not read but mentions are. */
export function escapeHtml(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
    .replace(/@/g, '@\u200b')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/#(?=\d)(?!\d+;)/g, '#\u200b')
    .replace(/\bGH-(?=\d)/gi, 'GH\u200b-');
}

/** One argument of a POSIX shell; control characters can't be part of one. */
export function shellQuote(text: string): string {
  const clean = oneLine(text);
  return /^[\w./:=@%+-]+$/.test(clean) ? clean : `'${clean.replace(/'/g, `'\\''`)}'`;
}

/** Without line breaks, control characters and marks that turn the reading direction. */
export function oneLine(text: string): string {
  return visibleCharacters(text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').replace(BIDI, ''));
}
