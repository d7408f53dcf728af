/**
 * Shell patterns over module aliases, with the meaning of POSIX fnmatch(pattern, text, 0): `*`, `?`, `[...]`
 * and backslash, no special treatment of `/` or of a leading dot. The kernel's tools and libkmod match
 * aliases this way.
 *
 * A pattern is cut at its stars. The pieces between stars are found leftmost first, which is enough because a
 * star accepts anything; so the work is at most pattern length times text length, whatever the pattern.
 */
import { accepts, readBracket, type CharSet } from './bracket.ts';

/** A character code, any character, or one of a set. */
type Unit = number | 'any' | CharSet;
type Piece = readonly Unit[];

/** A compiled pattern: true if the whole text matches. */
export type Glob = (text: string) => boolean;

interface Step {
  readonly unit: Unit | 'star' | 'never';
  readonly end: number;
}

function readUnit(pattern: string, at: number): Step {
  switch (pattern.charAt(at)) {
    case '*':
      return { unit: 'star', end: at + 1 };
    case '?':
      return { unit: 'any', end: at + 1 };
    case '\\':
      // A backslash with nothing behind it matches no text at all.
      if (at + 1 >= pattern.length) return { unit: 'never', end: at + 1 };
      return { unit: pattern.charCodeAt(at + 1), end: at + 2 };
    case '[': {
      const bracket = readBracket(pattern, at);
      if (bracket !== null) return { unit: bracket.set, end: bracket.end };
    }
  }
  return { unit: pattern.charCodeAt(at), end: at + 1 };
}

function cut(pattern: string): readonly Piece[] | null {
  const pieces: Unit[][] = [[]];
  for (let at = 0; at < pattern.length;) {
    const { unit, end } = readUnit(pattern, at);
    if (unit === 'never') return null;
    if (unit === 'star') pieces.push([]);
    else pieces.at(-1)?.push(unit);
    at = end;
  }
  return pieces;
}

function fits(piece: Piece, text: string, at: number): boolean {
  return piece.every((unit, i) => {
    if (unit === 'any') return true;
    const code = text.charCodeAt(at + i);
    return typeof unit === 'number' ? unit === code : accepts(unit, code);
  });
}

/** Where the piece first fits at or behind `from`, ending at or before `limit`; -1 if nowhere. */
function find(piece: Piece, text: string, { from, limit }: { from: number; limit: number }): number {
  for (let at = from; at + piece.length <= limit; at++) if (fits(piece, text, at)) return at;
  return -1;
}

function matchesPieces(first: Piece, middle: readonly Piece[], last: Piece, text: string): boolean {
  const limit = text.length - last.length;
  if (first.length > limit || !fits(first, text, 0) || !fits(last, text, limit)) return false;
  let from = first.length;
  for (const piece of middle) {
    const at = find(piece, text, { from, limit });
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

/** Compiles a pattern once; use it for texts without end. Never throws: every string is some pattern. */
export function compileGlob(pattern: string): Glob {
  if (!/[*?[\\]/.test(pattern)) return (text) => text === pattern;
  const pieces = cut(pattern);
  const first = pieces?.[0];
  const last = pieces?.at(-1);
  if (pieces === null || first === undefined || last === undefined) return () => false;
  if (pieces.length === 1) return (text) => text.length === first.length && fits(first, text, 0);
  const middle = pieces.slice(1, -1);
  return (text) => matchesPieces(first, middle, last, text);
}

/** fnmatch(pattern, text, 0) == 0. */
export function fnmatch(pattern: string, text: string): boolean {
  return compileGlob(pattern)(text);
}

/** The part in front of the first special character: every text that matches starts with it. */
export function literalPrefix(pattern: string): string {
  const at = pattern.search(/[*?[\\]/);
  return at < 0 ? pattern : pattern.slice(0, at);
}

/** A pattern that matches exactly this text. */
export function escapeGlob(text: string): string {
  return text.replace(/[*?[\\]/g, '\\$&');
}
