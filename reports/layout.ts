/**
 * Laying out plain text: making untrusted names harmless, wrapping, padding, times. Widths count code points, good
 * enough for names of devices and drivers.
 */

// Control characters could move a terminal's cursor, format characters could reorder what a reader sees.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Shows control and format characters as \u{...}, so that a name from a file cannot steer a terminal. */
export function plain(text: string): string {
  return text.replace(UNSAFE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Seconds with six decimals from integer nanoseconds, as in a kernel log. */
export function seconds(nanoseconds: number): string {
  return (nanoseconds / 1e9).toFixed(6);
}

/** ` at 0.012345s`, or nothing under a clock without times. */
export function atTime(nanoseconds: number | null): string {
  return nanoseconds === null ? '' : ` at ${seconds(nanoseconds)}s`;
}

/** `1 device`, `2 devices`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** Cut to `width`, with `..` where something is missing. */
export function shorten(text: string, width: number): string {
  const chars = [...text];
  return chars.length <= width ? text : chars.slice(0, Math.max(0, width - 2)).join('') + '..';
}

/** Filled up with blanks to `width` characters; longer texts stay as they are. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}

/** Breaks at spaces, and inside a word only if the word alone is longer than a line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u).flatMap((long) => pieces(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if ([...longer].length <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  const chars = [...word];
  if (chars.length <= width) return [word];
  const parts: string[] = [];
  for (let start = 0; start < chars.length; start += width)
    parts.push(chars.slice(start, start + width).join(''));
  return parts;
}

/** `lead` and then `text` beside it, wrapped and indented under itself. `lead` is made safe by the caller. */
export function hang(lead: string, text: string, width: number): readonly string[] {
  const indent = [...lead].length;
  return wrap(plain(text), width - indent).map((line, i) => (i === 0 ? lead : ' '.repeat(indent)) + line);
}
