/** The report as one self-contained page: no scripts, and nothing that a browser would have to fetch. */
import { escapeMarkup } from "../markup.ts";

/** One part of the page. */
export interface Section {
  /** Also its anchor. */
  readonly id: string;
  readonly title: string;
  /** One number or word for the head of the page. */
  readonly figure: string;
  /** What the figure counts. */
  readonly about: string;
  readonly good?: boolean;
  readonly html: string;
}

export interface Page {
  readonly title: string;
  /** One line below the title: what was read, when. */
  readonly subtitle: string;
  readonly sections: readonly Section[];
}

/** Colours of text on their grounds have a contrast of 4.5 to 1 or better. */
const style = `
:root{color-scheme:light;--ink:#1b2430;--quiet:#4a5768;--line:#dbe1ea;--ground:#f3f5f8;--paper:#fff;--accent:#1a5fc4;--good:#1d6b3a;--bad:#a8201a;--weak:#8a4b08}
*{box-sizing:border-box}
body{margin:0;font:15px/1.5 'Segoe UI',system-ui,-apple-system,'Helvetica Neue',Arial,sans-serif;color:var(--ink);background:var(--ground)}
header{background:#14233b;color:#fff;padding:28px 0 24px}
header .wide{display:block}
h1{margin:0;font-size:26px;font-weight:650;letter-spacing:-.01em}
header p{margin:4px 0 0;color:#c9d6ea}
.wide{max-width:1480px;margin:0 auto;padding:0 28px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:20px 0 0;padding:0;list-style:none}
.tiles a{display:block;height:100%;padding:12px 14px;border-radius:10px;background:#1f3252;color:#fff;text-decoration:none;border:1px solid #33496f}
.tiles a:hover,.tiles a:focus-visible{background:#2a4169;outline:2px solid #8fb4f0}
.tiles b{display:block;font-size:21px;font-weight:650;line-height:1.25}
.tiles .bad b{color:#ffb4ae}
.tiles span{color:#c9d6ea;font-size:13px}
main{padding:22px 0 60px}
section{background:var(--paper);border:1px solid var(--line);border-radius:14px;padding:20px 24px 22px;margin:0 0 20px;scroll-margin-top:12px}
h2{margin:0 0 10px;font-size:19px}
h3{margin:20px 0 8px;font-size:15px}
p{margin:0 0 12px;max-width:90ch;color:var(--quiet)}
.scroll{overflow-x:auto;margin:0 0 12px}
.drawing svg{max-width:100%;height:auto;min-width:900px;display:block}
table{border-collapse:collapse;width:100%;font-size:13.5px}
caption{text-align:left;font-weight:600;padding:4px 0 6px}
th,td{text-align:left;padding:5px 12px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--quiet);font-weight:600;font-size:12.5px}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.good{color:var(--good);font-weight:600}
.bad{color:var(--bad);font-weight:600}
.weak{color:var(--weak);font-weight:600}
.strong{font-weight:600}
code{font:12.5px ui-monospace,Menlo,Consolas,monospace}
details{margin:10px 0}
summary{cursor:pointer;font-weight:600;color:var(--accent);padding:4px 0}
.matrix{width:auto}
.matrix td,.matrix th{padding:4px 7px;white-space:nowrap}
.matrix thead th{height:170px;vertical-align:bottom;padding:0 4px 4px}
.matrix thead th span{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:500}
.matrix td.cell{text-align:center;width:30px;border:1px solid #fff}
.matrix .yes{background:#cfe8d6;color:#124d28}
.matrix .no{background:#eef1f5;color:#5a6675}
.matrix .partly{background:#fbe6c6;color:#6d3b03}
footer{color:var(--quiet);font-size:13px}
@media print{header{background:#fff;color:#000}header p,.tiles span{color:#333}.tiles a{background:#fff;color:#000}section{break-inside:avoid-page;border:0}}
`;

function tile({ id, title, figure, about, good }: Section): string {
  return `<li><a href="#${id}"${good === false ? ' class="bad"' : ""}><b>${escapeMarkup(figure)}</b><span>${escapeMarkup(title)}: ${escapeMarkup(about)}</span></a></li>`;
}

/** The page. Sections without data are not in it: whoever makes it leaves them out. */
export function renderPage({ title, subtitle, sections }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeMarkup(title)}</title>
<style>${style}</style>
</head>
<body>
<header><div class="wide"><h1>${escapeMarkup(title)}</h1><p>${escapeMarkup(subtitle)}</p>
<nav aria-label="Sections"><ul class="tiles">${sections.map(tile).join("")}</ul></nav></div></header>
<main><div class="wide">
${sections.map(({ id, title: name, html }) => `<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${escapeMarkup(name)}</h2>${html}</section>`).join("\n")}
</div></main>
</body>
</html>
`;
}
