/** Pages in one file: no script, no picture, nothing from elsewhere. Every text that comes from a file is escaped. */

import escapeHtml from 'escape-html';
import { plain } from './layout.ts';

/** Text from a file as HTML text or attribute. */
export const escaped = (text: string): string => escapeHtml(plain(text));

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; margin: 1rem 0; }
  th, td { border: 1px solid #8886; padding: .25rem .5rem; text-align: left; vertical-align: top; }
  tbody th { font-weight: 600; white-space: nowrap; }
  tbody th[colspan] { background: #8881; }
  thead th { position: sticky; top: 0; background: Canvas; }
  pre { overflow-x: auto; padding: .5rem; background: #8882; white-space: pre-wrap; word-break: break-all; }
  .scroll { overflow-x: auto; }
  .broken { background: #d3322333; }
  .by-design { background: #d9a40033; }
  .held { background: #2a9d3a22; }
  :target { outline: 2px solid Highlight; }
  details { margin: .25rem 0; }
`;

/** A whole page of parts that are HTML already. */
export function page(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${parts.filter((part) => part !== '').join('\n')}
</body>
</html>
`;
}

export interface Cell {
  readonly text: string;
  /** Class of the cell, for its colour; the text says the same. */
  readonly kind?: string;
  /** Id on this page that the cell leads to. */
  readonly leadsTo?: string;
}

/** A table; heads and cells are plain text. */
export function htmlTable(head: readonly string[], rows: readonly (readonly (string | Cell)[])[]): string {
  const heads = head.map((text) => `<th>${escaped(text)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map(cellHtml).join('')}</tr>`).join('\n');
  return `<div class="scroll"><table><thead><tr>${heads}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

/** A table in groups, each under a heading over its whole width; the first column names the rows. */
export function htmlGroups(
  head: readonly string[],
  groups: readonly { readonly title: string; readonly rows: readonly (readonly (string | Cell)[])[] }[],
): string {
  const heads = head.map((text) => `<th scope="col">${escaped(text)}</th>`).join('');
  const bodies = groups.map(({ title, rows }) => {
    const over = `<tr><th scope="rowgroup" colspan="${head.length}">${escaped(title)}</th></tr>`;
    return `<tbody>${[over, ...rows.map(namedRow)].join('\n')}</tbody>`;
  });
  return `<div class="scroll"><table><thead><tr>${heads}</tr></thead>\n${bodies.join('\n')}</table></div>`;
}

function namedRow([name, ...cells]: readonly (string | Cell)[]): string {
  const text = typeof name === 'object' ? name.text : (name ?? '');
  return `<tr><th scope="row">${escaped(text)}</th>${cells.map(cellHtml).join('')}</tr>`;
}

function cellHtml(cell: string | Cell): string {
  const { text, kind, leadsTo }: Cell = typeof cell === 'string' ? { text: cell } : cell;
  const inner = leadsTo === undefined ? escaped(text) : `<a href="#${escaped(leadsTo)}">${escaped(text)}</a>`;
  return `<td${kind === undefined ? '' : ` class="${escaped(kind)}"`}>${inner}</td>`;
}

/** A part that is folded until somebody opens it, or follows a link to `id`: a link to what is inside opens it. */
export function htmlDetails(id: string, summary: string, body: string): string {
  return `<details><summary>${escaped(summary)}</summary>\n<div id="${escaped(id)}">${body}</div>\n</details>`;
}

/** A command to copy. */
export const htmlCommand = (command: string): string => `<pre>${escaped(command)}</pre>`;
