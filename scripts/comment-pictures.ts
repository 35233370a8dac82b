// Takes docs/comment/*.png: node bench/run.mjs scripts/comment-pictures.ts [case ...]
//
// The comment of each case in GitHub's sizes and colours, light and dark, on a desktop (820 pixels) and a phone (390).
// Needs Chromium (KD_GATE_BROWSER, or `chromium` in PATH) and a font with emoji.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { type Browser, chromium } from 'playwright-core';
import { renderComment } from '../src/report/comment.ts';
import { COMMIT, OPEN, PICTURES } from '../tests/report/pictures.ts';
import { withPalette } from './palette-png.ts';

const OUT = 'docs/comment';
const FORMS = [
  { name: '', width: 820, scale: 1 },
  { name: '-phone', width: 390, scale: 1.5 },
] as const;
const THEMES = [
  ['', 'light'],
  ['-dark', 'dark'],
] as const;
const NOTICE =
  "These figures come from the fork's own run and are not verified: no run of this repository measured them again.";

/** Of GitHub's Markdown, what a comment has; colours and sizes as github.com shows them. */
const CSS = `
:root { --fg: #1f2328; --muted: #59636e; --bg: #ffffff; --line: #d1d9e0; --soft: #f6f8fa; --link: #0969da;
  --code: #818b981f; --add: #dafbe1; --del: #ffebe9 }
@media (prefers-color-scheme: dark) { :root { --fg: #f0f6fc; --muted: #9198a1; --bg: #0d1117; --line: #3d444d;
  --soft: #151b23; --link: #4493f8; --code: #656c7633; --add: #12261e; --del: #25171c } }
body { margin: 0; padding: 16px; background: var(--bg); color: var(--fg);
  font: 14px/1.5 "Liberation Sans", Arial, sans-serif, "Noto Color Emoji" }
.box { border: 1px solid var(--line); border-radius: 6px; padding: 16px; overflow-wrap: break-word }
h3 { font-size: 1.25em; line-height: 1.25; margin: 0 0 16px }
p, ul, table, pre, details, blockquote { margin: 0 0 16px }
ul { padding-left: 2em } li + li { margin-top: .25em } summary { cursor: pointer } details > :last-child { margin: 0 }
details > summary { margin-bottom: 12px } details:not([open]) > summary { margin: 0 } details { margin: 0 0 16px }
table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto;
  font-variant: tabular-nums } tr { border-top: 1px solid var(--line) }
th, td { padding: 6px 13px; border: 1px solid var(--line) } th { font-weight: 600 }
tr:nth-child(2n) td { background: var(--soft) } a { color: var(--link) } sub { font-size: 75%; line-height: 0 }
code { background: var(--code); padding: .2em .4em; border-radius: 6px; font: 85% "Liberation Mono", monospace }
pre { background: var(--soft); padding: 16px; overflow: auto; border-radius: 6px }
pre code { background: none; padding: 0; font-size: 12px; line-height: 1.45 }
blockquote { border-left: .25em solid var(--line); color: var(--muted); padding: 0 1em } blockquote p { margin: 0 }
img { vertical-align: text-bottom }`;

async function take(browser: Browser, name: string): Promise<number> {
  const [of, isOpen] = OPEN.has(name) ? [OPEN.get(name) ?? name, true] : [name, false];
  const runUrl = 'https://github.com/octo/edge/actions/runs/1';
  const notice = of === 'fork' ? NOTICE : undefined;
  const markdown = renderComment(PICTURES[of], { runUrl, head: COMMIT, notice });
  const html = new MarkdownIt({ html: true }).render(markdown);
  const body = isOpen ? html.replaceAll('<details>', '<details open>') : html;
  let bytes = 0;
  // What is unfolded is too long for a phone's picture.
  for (const { name: form, width, scale } of isOpen ? FORMS.slice(0, 1) : FORMS) {
    for (const [theme, colorScheme] of THEMES) {
      const page = await browser.newPage({
        ...{ viewport: { width, height: 300 }, deviceScaleFactor: scale, colorScheme },
      });
      await page.setContent(`<!doctype html><style>${CSS}</style><div class="box">${body}</div>`);
      const file = withPalette(await page.screenshot({ fullPage: true }));
      writeFileSync(join(OUT, `${name}${form}${theme}.png`), file);
      bytes += file.length;
      await page.close();
    }
  }
  return bytes;
}

mkdirSync(OUT, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.KD_GATE_BROWSER ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-lcd-text', '--font-render-hinting=none'],
});
const wanted = process.argv.slice(2);
const names = [...Object.keys(PICTURES), ...OPEN.keys()];
for (const name of wanted.length > 0 ? wanted : names) console.log(name, await take(browser, name));
await browser.close();
