// The style of the page: light and dark, from the width of a phone to print.

export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1a1f24;--soft:#57606a;--rule:#d8dee4;--panel:#f6f8fa;--accent:#0a58b0;
--pass:#116329;--fail:#b3151f;--warn:#7d4e00;--none:#5b3fa8;
--k0:#5b9bd9;--k1:#e3a32f;--k2:#3fb28c;--k3:#d18ab5;--k4:#7cc4ee;--k5:#e5845a;--k6:#c9bd3a;--k7:#a2abb4;
--l0:#1f66b0;--l1:#b06f00;--input:#b4bec8;--scratch:#dfb9b4;--tail:#e4e9ee;--inside:#10161b;--heat:47,111,181;
--bad:179,21,31}
@media (prefers-color-scheme:dark){:root{--paper:#0e1216;--ink:#e4e9ee;--soft:#9aa5b1;--rule:#2f3842;--panel:#171d23;
--accent:#79b8ff;
--pass:#56d364;--fail:#ff7b72;--warn:#e3b341;--none:#bba6f7;
--l0:#79b8ff;--l1:#f0b347;--input:#8e9aa6;--scratch:#b98c86;--tail:#2a343e;--heat:79,148,220;--bad:255,123,114}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,header,footer{max-width:1010px;margin:0 auto;padding:0 16px}
h1{font-size:24px;margin:24px 0 4px}h2{font-size:20px;margin:36px 0 4px;padding-top:12px;
border-top:3px solid var(--rule)}
h3{font-size:16px;margin:28px 0 8px}h4{font-size:14px;margin:16px 0 4px;font-weight:600}
p{margin:6px 0}.note,.readout,figcaption,footer,.about{color:var(--soft);font-size:13px;overflow-wrap:anywhere}
a{color:var(--accent)}nav ul,.plain,.todo{padding-left:20px;margin:8px 0}nav li,.todo li{margin:4px 0;
overflow-wrap:anywhere}
.verdict{font-weight:600}.pass{color:var(--pass)}.fail{color:var(--fail)}.warn,.no-baseline{color:var(--warn)}
.not-measured{color:var(--none)}
.pill{display:inline-block;border:1.5px solid currentColor;border-radius:999px;padding:0 10px;font-size:14px;
font-weight:600;vertical-align:3px;white-space:nowrap}
.scroll{overflow-x:auto;max-width:100%}
.scroll:focus-visible,.mark:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--accent);
outline-offset:1px}
table{border-collapse:collapse;margin:8px 0;font-size:13.5px;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:13px;padding:6px 0 2px}
th,td{padding:4px 12px 4px 0;text-align:left;border-bottom:1px solid var(--rule);vertical-align:baseline}
th{font-weight:600;color:var(--soft);white-space:nowrap}td{max-width:340px;overflow-wrap:break-word}
td:first-child{min-width:100px}td.n:first-child{min-width:0}
th.n,td.n{text-align:right}td.n{white-space:nowrap}td.digest{font:12px ui-monospace,Consolas,monospace;max-width:none}
.bar{display:inline-block;vertical-align:-1px;margin-left:6px;background:var(--panel)}.bar rect{fill:var(--k0)}
.bar.none{background:none}
.bar .noise,.bar .over,.bar .worse{fill:var(--fail)}.bar .better{fill:var(--pass)}.bar .whole{fill:var(--k7)}
td.worse{color:var(--fail)}td.better{color:var(--pass)}
figure{margin:10px 0}.picture.small{width:340px;max-width:100%}.charts{display:flex;flex-wrap:wrap;gap:0 24px}
.picture.half{display:inline-block;width:470px;max-width:100%;vertical-align:top}
.readout{min-height:40px;margin:2px 0 8px;padding:4px 8px;background:var(--panel);border-left:3px solid var(--accent);
color:var(--ink)}
svg{display:block}svg text{font:11.5px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--soft)}
svg text.strong{fill:var(--ink);font-size:13px}svg text.inside{fill:var(--inside);pointer-events:none}
svg text.still{pointer-events:none}
.grid{stroke:var(--rule)}.peak{stroke:var(--fail);stroke-dasharray:4 3;stroke-width:1.5;pointer-events:none}
.mark{stroke:var(--paper);stroke-width:.75}.mark.on{stroke:var(--ink);stroke-width:2}
.line{fill:none;stroke-width:2}.l0{stroke:var(--l0);fill:var(--l0)}.l1{stroke:var(--l1);fill:var(--l1)}
.line.l0,.line.l1{fill:none}
.k0{fill:var(--k0)}.k1{fill:var(--k1)}.k2{fill:var(--k2)}.k3{fill:var(--k3)}.k4{fill:var(--k4)}.k5{fill:var(--k5)}
.k6{fill:var(--k6)}.k7{fill:var(--k7)}
.input{fill:var(--input)}.scratch{fill:var(--scratch)}.tail{fill:var(--tail)}.file{fill:var(--input)}
.code{fill:var(--scratch)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:4px 0;padding:0;font-size:13px;
color:var(--soft)}
.key{display:inline-block;vertical-align:-1px}
details{margin:8px 0}summary{cursor:pointer;font-size:14px;color:var(--accent)}
.diff{list-style:none;padding:0;font:12.5px/1.6 ui-monospace,Consolas,monospace}
.edit{background:var(--panel);padding:8px 12px;white-space:pre-wrap;overflow-wrap:anywhere}
.edit .gone{color:var(--fail)}.edit .new{color:var(--pass)}.edit .place{color:var(--soft)}
td.class{white-space:nowrap}
${shades('hit', '--heat')}
${shades('miss', '--bad')}
footer{margin:40px auto 24px;padding-top:12px;border-top:1px solid var(--rule)}
@media (max-width:520px){body{font-size:14px}h1{font-size:20px}h2{font-size:18px}th,td{padding-right:10px}
td{max-width:220px}}
@media print{:root{color-scheme:light}body{font-size:11px}.scroll{overflow:visible}.picture svg{max-width:100%;
height:auto}.readout{display:none}
section,figure,tr{break-inside:avoid}h2{break-before:page}h2:first-of-type{break-before:auto}}
`;

/** Of the cells of a confusion matrix, in eighths; text stays readable on the darkest. */
function shades(name: string, colour: string): string {
  return Array.from(
    { length: 8 },
    (_, i) => `.${name}${i + 1}{background:rgba(var(${colour}),${0.06 * (i + 1)})}`,
  ).join('');
}
