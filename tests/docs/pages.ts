// The Markdown of the repository as GitHub reads it: anchors, links, code in sentences and blocks of code.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';

export const ROOT = join(import.meta.dirname, '../..');

export interface Block {
  /** Of the fence, counted from 1. */
  readonly line: number;
  /** The first word behind the fence. */
  readonly language: string;
  /** The second word: the name of the file that the block is. */
  readonly file: string | undefined;
  readonly text: string;
}

export interface Link {
  readonly line: number;
  readonly href: string;
  /** Of an image: what is read aloud in its place. */
  readonly alt?: string;
}

export interface Page {
  readonly path: string;
  readonly text: string;
  readonly html: string;
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly Link[];
  /** `code` in sentences and tables. */
  readonly words: readonly { readonly line: number; readonly text: string }[];
  readonly blocks: readonly Block[];
  /** Lines of blocks that are indented and not fenced, so have no language. */
  readonly indented: readonly number[];
}

const markdown = new MarkdownIt({ html: true });
const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0');

/** Every file of the work tree that git has or would take. */
export const FILES: readonly string[] = [
  ...new Set(git('ls-files', '-z', '--cached', '--others', '--exclude-standard')),
]
  .filter((path) => path !== '')
  .sort();

export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const tokens = markdown.parse(text, {});
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  const links: Link[] = [];
  const words: { line: number; text: string }[] = [];
  const blocks: Block[] = [];
  const indented: number[] = [];
  for (const [i, token] of tokens.entries()) {
    const line = (token.map?.[0] ?? 0) + 1;
    if (token.type === 'fence') {
      const [language = '', file] = token.info.trim().split(/\s+/);
      blocks.push({ line, language, file, text: token.content });
    }
    if (token.type === 'code_block') indented.push(line);
    if (token.type !== 'inline') continue;
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') links.push({ line, href: `${child.attrGet('href') ?? ''}` });
      if (child.type === 'image') links.push({ line, href: `${child.attrGet('src') ?? ''}`, alt: child.content });
      if (child.type === 'code_inline') words.push({ line, text: child.content });
    }
    if (tokens[i - 1]?.type === 'heading_open') anchors.add(slugger.slug(plainText(token.children ?? [])));
  }
  for (const [, name] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(name);
  for (const [, href, alt] of text.matchAll(/<img [^>]*?src="([^"]+)"(?:[^>]*?alt="([^"]*)")?/g)) {
    links.push({ line: 0, href, alt: alt ?? '' });
  }
  for (const [, href] of text.matchAll(/<(?:source|a) [^>]*?(?:srcset|href)="([^"]+)"/g)) links.push({ line: 0, href });
  const html = markdown.renderer.render(tokens, markdown.options, {});
  return { path, text, html, anchors, links, words, blocks, indented };
}

function plainText(tokens: readonly { readonly type: string; readonly content: string }[]): string {
  return tokens
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
}

export const PAGES: readonly Page[] = FILES.filter((path) => path.endsWith('.md')).map(readPage);

export function pageAt(path: string): Page {
  const page = PAGES.find((other) => other.path === path);
  if (page === undefined) throw new Error(`there is no page ${path}`);
  return page;
}
