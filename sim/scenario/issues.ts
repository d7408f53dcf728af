/** valibot's issues in the words of a scenario's author. The message of an issue is what is allowed there. */
import type * as v from 'valibot';
import type { Path } from './places.ts';
import type { Fault } from './problems.ts';
import { WORDS_JOINED_BY } from './schema-parts.ts';
import { described, listed, quoted } from './words.ts';

/** A fault of the file's shape: where it is, and what has to go so that the rest can be judged. */
export interface ShapeFault extends Fault {
  readonly path: Path;
  readonly part: 'key' | 'value';
  /** Path to leave out. */
  readonly cut: Path;
}

/** All faults behind an issue: a union hides those of its options. */
export function shapeFaults(issue: v.BaseIssue<unknown>, above: Path = []): readonly ShapeFault[] {
  const path = [...above, ...(issue.path ?? []).map((item) => item.key as string | number)];
  const inner = issue.type === 'union' ? telling(issue.issues ?? []) : [];
  if (inner.length > 0) return inner.flatMap((each) => shapeFaults(each, path));
  const last = issue.path?.at(-1);
  if (last?.origin !== 'key') return [{ ...valueFault(issue), path, part: 'value', cut: path }];
  if (issue.expected === 'never') return [{ ...unknownKey(issue), path, part: 'key', cut: path }];
  const owner = path.slice(0, -1);
  if (issue.input === undefined) return [{ ...missingKey(last.key), path: owner, part: 'key', cut: owner }];
  return [{ ...valueFault(issue), path, part: 'key', cut: path }];
}

/** The option that was meant: the one that got further than its first look at the value, else all that is said. */
function telling(issues: readonly v.BaseIssue<unknown>[]): readonly v.BaseIssue<unknown>[] {
  const deeper = issues.filter((issue) => issue.path !== undefined);
  if (deeper.length > 0) return deeper;
  return issues.filter(
    (issue) => issue.kind === 'validation' || (issue.type === 'picklist' && isWord(issue.input)),
  );
}

const isWord = (value: unknown): value is string => typeof value === 'string';

function unknownKey(issue: v.BaseIssue<unknown>): Fault {
  const known = issue.message.split(WORDS_JOINED_BY);
  const found = String(issue.input);
  const message = `unknown key ${quoted(found)}`;
  return { message, allowed: known.join(', '), meant: { found, known } };
}

function missingKey(key: unknown): Fault {
  return { message: `${quoted(String(key))} is missing`, remedy: `add "${String(key)}: ..." here` };
}

function valueFault(issue: v.BaseIssue<unknown>): Fault {
  const { input, message } = issue;
  const words = message.includes(WORDS_JOINED_BY) ? message.split(WORDS_JOINED_BY) : null;
  const allowed = words === null ? message : listed(words);
  const fault = { message: `found ${foundIn(issue)}`, allowed };
  if (input === null)
    return { ...fault, remedy: 'write a value, or leave the key out ({} is an empty mapping)' };
  const scalar = typeof input === 'number' || typeof input === 'boolean';
  if (scalar && issue.type === 'string') return { ...fault, remedy: `put it in quotes: "${String(input)}"` };
  return words !== null && isWord(input)
    ? { ...fault, meant: { found: meaning(input, words), known: words } }
    : fault;
}

/** YAML 1.1 and many tools write truth in other words. */
function meaning(found: string, words: readonly string[]): string {
  if (!words.includes('true')) return found;
  if (/^(?:yes|on|y)$/i.test(found)) return 'true';
  return /^(?:no|off|n)$/i.test(found) ? 'false' : found;
}

function foundIn({ type, input }: v.BaseIssue<unknown>): string {
  if (type === 'max_length' && isWord(input)) return `${input.length} characters`;
  if (type === 'max_length' && Array.isArray(input)) return `${input.length} entries`;
  if (type === 'max_entries') return `${Object.keys(input as object).length} entries`;
  return described(input);
}
