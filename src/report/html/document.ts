// A page of HTML around its body: the style and the script in it, and a policy that lets nothing else load or run.
import { sha256Hex } from '../../base/digest.ts';
import { type Markup, template } from './markup.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

const DOCUMENT = template<{ title: string; policy: string; style: Markup; script: Markup; body: Markup }>(`
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="<%~ it.policy %>">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title><%= it.title %></title>
<link rel="icon" href="data:,">
<style><%~ it.style.markup %></style>
</head>
<body>
<%~ it.body.markup %>
<script><%~ it.script.markup %></script>
</body>
</html>
`);

/** Ends with a line break. */
export function htmlDocument(title: string, body: Markup): string {
  const page = DOCUMENT({ title, policy: POLICY, style: { markup: STYLE }, script: { markup: SCRIPT }, body });
  return `${page.markup}\n`;
}

/** Nothing is loaded, sent or run but the style and the script above. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${base64Of(STYLE)}'`,
  `script-src 'sha256-${base64Of(SCRIPT)}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function base64Of(text: string): string {
  const hex = sha256Hex(new TextEncoder().encode(text));
  const bytes = hex.match(/../g) ?? [];
  return btoa(bytes.map((byte) => String.fromCharCode(Number.parseInt(byte, 16))).join(''));
}
