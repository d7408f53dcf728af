/** Problems as text for a terminal or a mail: place, excerpt with carets, what is allowed, what was meant. */
import type { Problem } from './problems.ts';

/** Wide enough for a terminal, narrow enough for a mail. */
const COLUMNS = 80;
const EXCERPT_MAX = 70;

/** All problems, an empty line between them, and their number at the end if there are several. */
export function renderProblems(problems: readonly Problem[]): string {
  const blocks = problems.map(renderProblem);
  if (problems.length > 1) blocks.push(`${problems.length} problems`);
  return blocks.length === 0 ? '' : blocks.join('\n\n') + '\n';
}

function renderProblem(problem: Problem): string {
  const { file, line, column, where, message, allowed, nearest, remedy } = problem;
  const subject = where === '' ? '' : `${where}: `;
  const gutter = String(line);
  const { text, carets } = excerptOf(problem);
  const margin = ' '.repeat(gutter.length);
  const lines = [
    `${file}:${line}:${column}: ${subject}${message}`,
    `  ${gutter} | ${text}`,
    `  ${margin} | ${carets}`,
  ];
  if (allowed !== null) lines.push(...wrapped(`  ${margin} = allowed: `, allowed));
  if (nearest !== null) lines.push(...wrapped(`  ${margin} = `, `did you mean ${nearest}?`));
  if (remedy !== null) lines.push(...wrapped(`  ${margin} = help: `, remedy));
  return lines.map((each) => each.trimEnd()).join('\n');
}

/** A label and a text, cut at spaces; the further lines stand below the text. */
function wrapped(label: string, text: string): string[] {
  const lines: string[] = [];
  let line = label;
  for (const word of text.split(' ')) {
    if (line.length > label.length && line.length + word.length > COLUMNS) {
      lines.push(line);
      line = ' '.repeat(label.length);
    }
    line += `${word} `;
  }
  return [...lines, line];
}

/** The part of a long line around the mistake, and the carets below it. */
function excerptOf({ excerpt, column, underline }: Problem): { text: string; carets: string } {
  const at = column - 1;
  const from = Math.max(0, Math.min(at - Math.floor(EXCERPT_MAX / 4), excerpt.length - EXCERPT_MAX));
  const cut = excerpt.slice(from, from + EXCERPT_MAX);
  const head = from > 0 ? '…' : '';
  const tail = from + EXCERPT_MAX < excerpt.length ? '…' : '';
  // Control characters would move the cursor, and with it the carets.
  const text = head + cut.replaceAll(/\p{C}/gu, ' ') + tail;
  const room = Math.max(1, head.length + cut.length - (at - from + head.length));
  return { text, carets: ' '.repeat(at - from + head.length) + '^'.repeat(Math.min(underline, room)) };
}
