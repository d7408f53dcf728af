/** A shell command in a report, folded so that it survives a mail and can still be pasted. */

/**
 * Folds a command at unquoted spaces, each line but the last ending in a backslash. A long token is cut in the middle:
 * a shell joins backslash-newline without a space, so the rest of it must start in the first column. A piece in quotes
 * is never cut, because inside quotes a backslash would stay.
 */
export function foldCommand(command: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of shellWords(command)) {
    if (line !== '' && line.length + 1 + word.length > width - 2) {
      lines.push(`${line} \\`);
      line = '';
    }
    const pieces = /['"\\ ]/u.test(word) ? [word] : cut(word, width - 2);
    for (const piece of pieces.slice(0, -1)) lines.push(`${piece}\\`);
    line = (line === '' ? '' : `${line} `) + (pieces.at(-1) ?? '');
  }
  return [...lines, line];
}

/** An option and its value are one word: they are easier to read on one line. */
function shellWords(command: string): readonly string[] {
  return command.match(/(?:--\S+ )?(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/gu) ?? [];
}

function cut(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  for (let start = 0; start < word.length; start += width) parts.push(word.slice(start, start + width));
  return parts;
}
