/** The data of the page about the proposals (bench/proposals.ts makes it), and questions that are asked of it. */

/** Counts of machines or runs in which a claim breaks. */
export type Broken = Readonly<Record<string, readonly string[] | number>>;

export interface ProposalsData {
  readonly corpus: {
    readonly shipped: readonly string[];
    readonly madeUp: number;
    readonly seed: number;
    readonly statesMax: number;
  };
  readonly claims: readonly string[];
  readonly rules: readonly RuleResult[];
  readonly timed: readonly TimedRow[];
  /** The same rule with reservations of different lengths. */
  readonly bounds: readonly TimedRow[];
  readonly machines: readonly { readonly machine: string; readonly rules: readonly TimedRow[] }[];
}

/** One rule over all orders: names of the machines on which each claim breaks. */
export interface RuleResult {
  readonly name: string;
  readonly system: string;
  readonly broken: Broken;
  readonly unfinished: readonly string[];
}

/** One rule in time. */
export interface TimedRow {
  readonly name: string;
  readonly runs: number;
  readonly broken: Broken;
  readonly mean: number;
  readonly worst: number;
  readonly useless: number;
}

/** How often a claim breaks: machines, or runs. */
export function countOf(broken: Broken, claim: string): number {
  const found = broken[claim] ?? 0;
  return typeof found === 'number' ? found : found.length;
}

/** Machines on which a claim breaks. */
export function machinesOf({ broken }: RuleResult, claim: string): readonly string[] {
  const found = broken[claim] ?? [];
  return typeof found === 'number' ? [] : found;
}

/** The second promise, by who was passed over. */
export const secondOf = ({ claims }: ProposalsData): readonly string[] =>
  claims.filter((claim) => claim.startsWith('specific-over-catch-all'));

/** Machines on which some catch-all passes over somebody. */
export const passedOver = (data: ProposalsData, rule: RuleResult): readonly string[] => [
  ...new Set(secondOf(data).flatMap((claim) => machinesOf(rule, claim))),
];

/** Rules that break none of these claims on any machine. */
export const keeping = (data: ProposalsData, claims: readonly string[]): readonly RuleResult[] =>
  data.rules.filter(({ broken }) => claims.every((claim) => countOf(broken, claim) === 0));

/** Promises one and three. */
const FIRST_AND_THIRD = ['at-most-one-driver', 'late-registration-never-rebinds'] as const;

/** The three promises, the second in both strengths, deferred drivers counted as available. */
export const promisesOf = (data: ProposalsData): readonly string[] => [...FIRST_AND_THIRD, ...secondOf(data)];

/**
 * Rules that leave a device stranded on no machine on which Linux does not, and of those the ones that pass somebody
 * over on the fewest machines.
 */
export function nearest(data: ProposalsData): readonly RuleResult[] {
  const linux = data.rules.find(({ name }) => name === 'linux-6.1');
  const allowed = new Set(linux ? machinesOf(linux, 'nobody-stranded') : []);
  const fair = keeping(data, [...FIRST_AND_THIRD, 'no-deadlock']).filter((rule) =>
    machinesOf(rule, 'nobody-stranded').every((machine) => allowed.has(machine)),
  );
  const least = Math.min(...fair.map((rule) => passedOver(data, rule).length));
  return fair.filter((rule) => passedOver(data, rule).length === least);
}
