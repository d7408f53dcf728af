/** Where the suites' draws come from: a text in PROBESIM_SEED, else always the same. */

/** CI passes the commit's hash, so that every commit tries other machines and a run can be repeated. */
export const SEED = process.env['PROBESIM_SEED'] ?? '1';

/** Machines per property; more for a long search. */
export const DRAWS = Math.max(1, Number(process.env['PROBESIM_DRAWS'] ?? 60) || 60);

/** A text as a number that fast-check takes. */
export function seedOf(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) | 0;
  return hash;
}
