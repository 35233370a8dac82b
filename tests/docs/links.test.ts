// Every link of the documentation leads somewhere: files, headings, pictures, and the places that messages name.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FILES, type Link, PAGES, type Page, pageAt, ROOT } from './pages.ts';

const OWN = /^https:\/\/github\.com\/kd-gate\/kd-gate\/(?:blob|tree|raw)\/[^/]+\/([^#]+)(?:#(.*))?$/;
const isFolder = (path: string) => FILES.some((file) => file.startsWith(`${path}/`)) || path === '.';

/** What is wrong with a link; empty where it leads somewhere. */
function complaintAbout(page: Page, { href }: Link): string {
  if (/^[a-z]+:/i.test(href)) {
    if (!URL.canParse(href)) return 'is no address';
    if (!/^(https?|mailto):/.test(href)) return 'has a scheme that nobody can open';
    const [, path, anchor] = OWN.exec(href) ?? [];
    return path === undefined ? '' : complaintAboutPlace(path.replace(/\/$/, ''), anchor);
  }
  const [path, anchor] = href.split('#');
  if (path.startsWith('/')) return 'starts at the root of the server';
  const target = path === '' ? page.path : posix.normalize(posix.join(dirname(page.path), decodeURIComponent(path)));
  return complaintAboutPlace(target.replace(/\/$/, ''), anchor);
}

function complaintAboutPlace(path: string, anchor: string | undefined): string {
  if (!FILES.includes(path) && !isFolder(path)) return `leads to ${path}, which is not there`;
  if (anchor === undefined) return '';
  if (/^L\d+(-L\d+)?$/.test(anchor)) return '';
  if (!path.endsWith('.md')) return `names #${anchor} of a file that has no headings`;
  return pageAt(path).anchors.has(anchor) ? '' : `${path} has no heading #${anchor}`;
}

test.each(PAGES.map((page) => [page.path, page] as const))('every link of %s leads somewhere', (path, page) => {
  const wrong = page.links.flatMap((link) => {
    const complaint = complaintAbout(page, link);
    return complaint === '' ? [] : [`${path}:${link.line} ${link.href}: ${complaint}`];
  });
  expect(wrong).toEqual([]);
});

test('what a link is checked for', () => {
  const about = (href: string) => complaintAbout(pageAt('docs/architecture.md'), { line: 1, href });
  expect(about('boards.md')).toBe('');
  expect(about('#the-folders')).toBe('');
  expect(about('../README.md#try-it')).toBe('');
  expect(about('bords.md')).toBe('leads to docs/bords.md, which is not there');
  expect(about('#the-folder')).toBe('docs/architecture.md has no heading #the-folder');
  expect(about('https://github.com/kd-gate/kd-gate/blob/v0/docs/none.md')).toContain('not there');
  expect(about('javascript:alert(1)')).toBe('has a scheme that nobody can open');
});

test('every picture says in words what it shows, and is no larger than 500 kB', () => {
  const pictures = PAGES.flatMap((page) =>
    page.links.flatMap(({ href, alt }) => (alt === undefined ? [] : [{ page: page.path, href, alt }])),
  );
  expect(pictures.filter(({ alt }) => alt.trim().length < 5)).toEqual([]);
  const large = pictures.filter(({ page, href }) => statSync(join(ROOT, dirname(page), href)).size > 500_000);
  expect(large).toEqual([]);
});

test('every page has one title, and no picture of docs/ is left over', () => {
  const titles = PAGES.map(({ path, html }) => [path, html.match(/<h1>/g)?.length ?? 0]);
  expect(titles.filter(([, count]) => count !== 1)).toEqual([]);
  const shown = new Set(
    PAGES.flatMap((page) => page.links.map(({ href }) => posix.normalize(posix.join(dirname(page.path), href)))),
  );
  expect(FILES.filter((path) => /^docs\/.*\.(png|svg|jpg)$/.test(path) && !shown.has(path))).toEqual([]);
});

describe('docs/index.md', () => {
  const index = pageAt('docs/index.md');

  test('has a link to every page of docs/', () => {
    const linked = new Set(index.links.map(({ href }) => `docs/${href.split('#')[0]}`));
    const pages = FILES.filter((path) => /^docs\/[^/]+\.md$/.test(path) && path !== 'docs/index.md');
    expect(pages.filter((path) => !linked.has(path))).toEqual([]);
  });

  test('is where README leads', () => {
    expect(pageAt('README.md').links.map(({ href }) => href)).toContain('docs/index.md');
  });
});

/** Of another project: git-lfs' own. */
const FOREIGN = ['docs/spec.md'];

/** Messages, schemas, the action and tests name pages in plain text. */
test('every page that sources, schemas and tests name is there, with its heading', () => {
  const texts = FILES.filter((path) =>
    /^(src|tests|bench|scripts|schemas)\/.*\.(ts|mjs|json|yaml)$|^action\.yml$/.test(path),
  );
  const wrong = texts
    .filter((path) => path !== 'tests/docs/links.test.ts' && existsSync(join(ROOT, path)))
    .flatMap((path) =>
      [...readFileSync(join(ROOT, path), 'utf8').matchAll(/(?<![\w/])(docs\/[\w-]+\.md)(?:#([\w-]+))?/g)].flatMap(
        ([named, target, anchor]) => {
          const complaint = FOREIGN.includes(target) ? '' : complaintAboutPlace(target, anchor);
          return complaint === '' ? [] : [`${path} ${named}: ${complaint}`];
        },
      ),
    );
  expect(wrong).toEqual([]);
});
