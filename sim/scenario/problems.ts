/**
 * What is wrong with a scenario file. A complaint is made where the mistake is noticed and knows its place in the
 * text; a problem is the same made ready for people: line, column, excerpt, nearest known name.
 */
import type { LineCounter } from 'yaml';
import { LIMITS } from './limits.ts';
import { nearest } from './words.ts';

/** Offsets into the text, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is wrong, without its place. */
export interface Fault {
  /** What was found and why it cannot stay. */
  readonly message: string;
  /** What may stand there. */
  readonly allowed?: string;
  /** The word found and the words known, for "did you mean". */
  readonly meant?: { readonly found: string; readonly known: readonly string[] };
  /** What to do. */
  readonly remedy?: string;
}

export interface Complaint extends Fault {
  readonly span: Span;
  /** Path of keys, `drivers.i915.bus`; empty where the text is no YAML. */
  readonly where: string;
}

export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** The whole line. */
  readonly excerpt: string;
  /** Units to underline from `column`, at least 1. */
  readonly underline: number;
  readonly where: string;
  readonly message: string;
  readonly allowed: string | null;
  readonly nearest: string | null;
  readonly remedy: string | null;
}

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
}

/** Problems sorted by place, without repetitions; after `LIMITS.problemsShown` of them only their number. */
export function toProblems(complaints: readonly Complaint[], source: Source): readonly Problem[] {
  const sorted = [...complaints].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const unique = sorted.filter((complaint, index) => !sameAs(complaint, sorted[index - 1]));
  const problems = unique.slice(0, LIMITS.problemsShown).map((complaint) => toProblem(complaint, source));
  const more = unique[LIMITS.problemsShown];
  if (more !== undefined) {
    const count = unique.length - LIMITS.problemsShown;
    problems.push(
      toProblem({ ...more, message: `and ${count} more problems from here on`, ...NOTHING_ELSE }, source),
    );
  }
  return problems;
}

const NOTHING_ELSE = {
  allowed: '',
  meant: { found: '', known: [] },
  remedy: 'mend the ones above and run again',
};

function sameAs(one: Complaint, other: Complaint | undefined): boolean {
  return other !== undefined && one.span.start === other.span.start && one.message === other.message;
}

function toProblem(complaint: Complaint, { file, text, lines }: Source): Problem {
  const start = Math.min(Math.max(complaint.span.start, 0), text.length);
  const { line, col } = place(lines, start);
  const excerpt = lineAt(text, start - (col - 1));
  const { meant, allowed, remedy } = complaint;
  return {
    file,
    line,
    column: col,
    excerpt,
    underline: Math.max(1, Math.min(complaint.span.end - start, excerpt.trimEnd().length - (col - 1))),
    where: complaint.where,
    message: complaint.message,
    allowed: allowed || null,
    nearest: meant === undefined ? null : nearest(meant.found, meant.known),
    remedy: remedy ?? null,
  };
}

/** A counter that has seen no line (empty text) answers line 0. */
function place(lines: LineCounter, offset: number): { line: number; col: number } {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? { line: 1, col: 1 } : { line, col };
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '');
}
