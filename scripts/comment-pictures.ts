// Takes docs/comment/*.png: node bench/run.mjs scripts/comment-pictures.ts [case ...]
//
// The comment of each case in GitHub's sizes and colours, light and dark, on a desktop (820 pixels) and a phone (390).
// Needs Chromium (KD_GATE_BROWSER, or `chromium` in PATH) and a font with emoji.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import MarkdownIt from 'markdown-it';
import { type Browser, chromium } from 'playwright-core';
import { renderComment } from '../src/report/comment.ts';
import { COMMIT, OPEN, PICTURES } from '../tests/report/pictures.ts';

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

/** A PNG of at most 256 colours: the most frequent ones, and for every other the one nearest to it. */
function withPalette(png: Uint8Array): Uint8Array {
  const { width, height, data, channels } = decode(png);
  const colours = new Uint32Array(width * height);
  const counts = new Map<number, number>();
  for (let i = 0; i < colours.length; i++) {
    const colour = (data[channels * i] << 16) | (data[channels * i + 1] << 8) | data[channels * i + 2];
    colours[i] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts.entries()].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  const kept = palette.slice(0, 256);
  const indices = new Map(palette.map((colour) => [colour, nearest(kept, colour)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let i = 0; i < colours.length; i++) {
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = indices.get(colours[i]) ?? 0;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8);
  const colourBytes = Buffer.from(kept.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    chunk('IHDR', head),
    chunk('PLTE', colourBytes),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([signature, ...parts]);
}

function nearest(palette: readonly number[], colour: number): number {
  const distance = (other: number) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((other >> shift) & 255) - ((colour >> shift) & 255)) ** 2, 0);
  return palette.reduce((best, other, i) => (distance(other) < distance(palette[best]) ? i : best), 0);
}

/** Annex D of the PNG specification. */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  frame.set(body, 4);
  frame.writeUInt32BE(crcOf(body), body.length + 4);
  return frame;
}

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
