/** Small pieces of error messages: lists of allowed words, the nearest known name, a value as a reader sees it. */
import leven from 'leven';

const SHOWN_MAX = 12;

/** `a, b, c`, shortened if long. */
export function listed(words: readonly string[]): string {
  if (words.length === 0) return 'none (there are none)';
  const shown = words.slice(0, SHOWN_MAX).join(', ');
  return words.length > SHOWN_MAX ? `${shown} and ${words.length - SHOWN_MAX} more` : shown;
}

/** The known name that `found` most likely means, or null: at most 3 and about a third of its letters differ. */
export function nearest(found: string, known: readonly string[]): string | null {
  const plain = (word: string): string => word.toLowerCase().replaceAll('_', '-');
  const same = known.find((word) => plain(word) === plain(found));
  if (same !== undefined) return same;
  let best: string | null = null;
  let distance = Math.min(3, Math.ceil(found.length / 3));
  for (const word of known) {
    // leven answers its limit for everything farther away.
    const further = leven(found, word, { maxDistance: distance + 1 });
    const better =
      further < distance || (further === distance && (best === null || isMore(found, word, best)));
    if (!better) continue;
    best = word;
    distance = further;
  }
  if (best !== null || found.length < 3) return best;
  return known.find((word) => word.startsWith(found) || letters(word) === letters(found)) ?? null;
}

/** Two letters changed places, as in gup for gpu. */
function letters(word: string): string {
  return [...word].sort().join('');
}

/** Letters left out at the end are the commoner slip. */
function isMore(found: string, word: string, best: string): boolean {
  return word.startsWith(found) && !best.startsWith(found);
}

/** A value of the file in a message: its kind, and itself if it is short. */
export function described(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return `the truth value ${value}`;
  return Array.isArray(value) ? 'a list' : 'a mapping';
}

/** Text in double quotes, control characters escaped, shortened to 60 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

/** English list of the ends of a cycle: `a -> b -> a`. */
export function chain(names: readonly string[]): string {
  const shown = names.length > SHOWN_MAX ? [...names.slice(0, SHOWN_MAX), '...'] : names;
  return [...shown, names[0]].join(' -> ');
}
