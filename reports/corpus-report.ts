/**
 * The data of the matrix *system x promise* over all shipped scenarios: golden data, so plain and small. A
 * schedule stands beside each break; the page turns it into a token.
 */

/** How a promise fares in one scenario under one system, one letter each; CORPUS_VERDICTS says which. */
export const CORPUS_VERDICTS = {
  h: 'holds in every order',
  s: 'holds in all that was tried, which was not every order',
  b: 'breaks, also where only registered drivers count as available',
  o: 'breaks only where loadable drivers count as available',
  d: 'breaks, and the system says that it does',
  n: 'not judged: the file asks for other promises, or the system has no rule about it',
} as const;
export type CorpusVerdict = keyof typeof CORPUS_VERDICTS;

export interface CorpusReport {
  readonly format: 1;
  readonly promises: readonly string[];
  readonly systems: readonly CorpusSystem[];
  /** Scenario, then system: one letter per promise, in their order. */
  readonly verdicts: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** System, then promise: the break with the fewest deviations. */
  readonly witnesses: Readonly<Record<string, Readonly<Record<string, CorpusWitness>>>>;
}

export interface CorpusSystem {
  readonly name: string;
  readonly says: string;
  readonly family: 'linux' | 'proposal' | 'other';
  readonly readFrom: 'code' | 'documents' | 'proposal';
}

/** One run that shows a break. */
export interface CorpusWitness {
  /** Name of the scenario: its path below `scenarios`, without ending. */
  readonly scenario: string;
  readonly device: string | null;
  readonly why: string;
  /** Answers that are not the ordinary ones, of a run of the whole scenario. */
  readonly deviations: readonly { readonly at: string; readonly pick: string }[];
  readonly token: string;
}

/** How often each verdict was given, for one system and promise. */
export function tallyOf(report: CorpusReport, system: string, promise: string): Map<CorpusVerdict, number> {
  const at = report.promises.indexOf(promise);
  const tally = new Map<CorpusVerdict, number>();
  for (const row of Object.values(report.verdicts)) {
    const verdict = row[system]?.[at] as CorpusVerdict | undefined;
    if (verdict !== undefined) tally.set(verdict, (tally.get(verdict) ?? 0) + 1);
  }
  return tally;
}
