/**
 * One bracket expression of a shell pattern (`[a-z]`, `[!0-9]`, `[[:digit:]]`) in the C locale, as POSIX
 * fnmatch reads it with flags 0. Split from fnmatch.ts because its grammar is larger than the rest.
 */

/** Which character codes a bracket accepts. */
export interface CharSet {
  readonly negated: boolean;
  /** Inclusive pairs of character codes; low > high accepts nothing. */
  readonly ranges: readonly (readonly [number, number])[];
}

export interface Bracket {
  readonly set: CharSet;
  /** Index of the first character behind the closing bracket. */
  readonly end: number;
}

const codes = (text: string): (readonly [number, number])[] =>
  [...text.matchAll(/(.)(.)/gs)].map(([, low = '', high = '']) => [low.charCodeAt(0), high.charCodeAt(0)]);

/** Pairs of first and last character per class, ASCII only: module aliases hold nothing else. */
const CLASSES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  alnum: codes('09AZaz'),
  alpha: codes('AZaz'),
  blank: codes('  \t\t'),
  cntrl: [...codes('\0\x1f'), [127, 127]],
  digit: codes('09'),
  graph: codes('!~'),
  lower: codes('az'),
  print: codes(' ~'),
  punct: codes('!/:@[`{~'),
  space: codes('\t\r  '),
  upper: codes('AZ'),
  xdigit: codes('09AFaf'),
};

interface Item {
  readonly ranges: readonly (readonly [number, number])[];
  /** The single character it stands for, if it may begin or end a range. */
  readonly single: number | null;
  readonly end: number;
}

const one = (code: number, end: number): Item => ({ ranges: [[code, code]], single: code, end });

/**
 * `[:name:]`, `[=x=]`, `[.x.]` inside a bracket; null if it is not closed (then `[` is a member; the C
 * library refuses an unclosed `[.` altogether, which no alias has). An unknown name accepts nothing.
 */
function readSpecial(pattern: string, at: number): Item | null {
  const kind = pattern.charAt(at + 1);
  const close = pattern.indexOf(`${kind}]`, at + 2);
  if (close < 0) return null;
  const name = pattern.slice(at + 2, close);
  const end = close + 2;
  if (kind !== ':')
    return name.length === 1 ? one(name.charCodeAt(0), end) : { ranges: [], single: null, end };
  return { ranges: CLASSES[name] ?? [], single: null, end };
}

function readItem(pattern: string, at: number): Item | null {
  const char = pattern.charAt(at);
  if (char === '') return null;
  if (char === '[' && /[:=.]/.test(pattern.charAt(at + 1))) {
    const special = readSpecial(pattern, at);
    if (special !== null) return special;
  }
  if (char !== '\\') return one(pattern.charCodeAt(at), at + 1);
  return at + 1 < pattern.length ? one(pattern.charCodeAt(at + 1), at + 2) : null;
}

/** An item, joined with `-item` behind it if both are single characters. A final `-` stands for itself. */
function readRange(pattern: string, at: number): Item | null {
  const low = readItem(pattern, at);
  if (low === null || low.single === null || pattern.charAt(low.end) !== '-') return low;
  const behind = pattern.charAt(low.end + 1);
  if (behind === ']' || behind === '') return low;
  const high = readItem(pattern, low.end + 1);
  if (high === null || high.single === null) return low;
  return { ranges: [[low.single, high.single]], single: null, end: high.end };
}

/**
 * Reads the bracket that opens at `at`. Returns null if it is never closed: then `[` is an ordinary
 * character.
 */
export function readBracket(pattern: string, at: number): Bracket | null {
  const negated = /[!^]/.test(pattern.charAt(at + 1));
  const first = at + (negated ? 2 : 1);
  const ranges: (readonly [number, number])[] = [];
  for (let next = first; ;) {
    // A closing bracket in first place is a member.
    if (next > first && pattern.charAt(next) === ']') return { set: { negated, ranges }, end: next + 1 };
    const item = readRange(pattern, next);
    if (item === null) return null;
    ranges.push(...item.ranges);
    next = item.end;
  }
}

/** Whether the bracket accepts this character code. */
export function accepts(set: CharSet, code: number): boolean {
  return set.ranges.some(([low, high]) => low <= code && code <= high) !== set.negated;
}
