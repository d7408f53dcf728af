/** The rules that reports/bench/proposals.ts compares: each answer to the open questions of the priority proposal. */
import type { Scenario, Under } from '../../sim/scenario/scenario.ts';

/** A system with what is said to it. */
export interface RuleRow {
  readonly name: string;
  readonly system: string;
  /** Traits of the dialect `priority`, in its words. */
  readonly rule: Readonly<Record<string, number | boolean | string>>;
}

const plain = (system: string): RuleRow => ({ name: system, system, rule: {} });

/** What waits: nothing, a catch-all for modules, or for modules and for who has deferred; in milliseconds. */
const WAITING = [
  { name: 'no waiting', rule: {} },
  { name: 'waits 30 s for modules', rule: { reservation: 30_000 } },
  { name: 'waits for ever for modules', rule: { reservation: -1 } },
  { name: 'waits 30 s for modules and deferred', rule: { reservation: 30_000, deferral: 'holds' } },
  { name: 'waits for ever for modules and deferred', rule: { reservation: -1, deferral: 'holds' } },
] as const;

const CLOSED = [
  { name: [], rule: {} },
  { name: ['catch-all type'], rule: { 'catch-all-type': true } },
  { name: ['second look'], rule: { recheck: true } },
  { name: ['catch-all type', 'second look'], rule: { 'catch-all-type': true, recheck: true } },
  {
    name: ['catch-all type', 'second look', 'all asked at a registration'],
    rule: { 'catch-all-type': true, recheck: true, newcomer: 'all' },
  },
] as const;

/** What closes holes, times every kind of waiting. */
const combinations = (): readonly RuleRow[] =>
  CLOSED.flatMap((closed) =>
    WAITING.map((waiting) => ({
      name: ['priority', ...closed.name, waiting.name].join(', '),
      system: 'priority-2021',
      rule: { ...closed.rule, ...waiting.rule },
    })),
  );

const BEST = { 'catch-all-type': true, recheck: true, reservation: 30_000, deferral: 'holds' } as const;

const onTop = (name: string, rule: RuleRow['rule']): RuleRow => ({
  name: `priority, catch-all type, second look, waits 30 s for modules and deferred, ${name}`,
  system: 'priority-2021',
  rule: { ...BEST, ...rule },
});

/** Linux as it is first: what the others are compared with. */
export const RULES: readonly RuleRow[] = [
  ...['linux-6.1', 'override-only', 'softdep-override', 'flavour', 'user-space'].map(plain),
  ...combinations(),
  onTop('tie to the newest', { tie: 'newest' }),
  onTop('tie to the most specific', { tie: 'most-specific' }),
  onTop('tie refused', { tie: 'refuse' }),
  onTop('hand-over in one step', { 'hand-over': 'one-step' }),
  onTop('hand-over at once', { 'hand-over': 'at-once' }),
  onTop('notice', { notice: true }),
];

/** How long a catch-all waits, in milliseconds, for the table of what the bound is worth. */
export const BOUNDS = [0, 5, 20, 100, 1000, 30_000, -1] as const;

/** The best rule with a reservation of so many milliseconds. */
export const boundRule = (reservation: number): RuleRow => ({
  name: reservation < 0 ? 'priority, reserved for ever' : `priority, reserved ${reservation} ms`,
  system: 'priority-2021',
  rule: { ...BEST, reservation },
});

/** What boots a whole machine: Linux as it is, the rule as proposed, and with its holes closed. */
export const ON_MACHINES: readonly RuleRow[] = [
  ...['linux-6.1', 'user-space', 'priority-2021'].map(plain),
  boundRule(30_000),
  boundRule(-1),
];

/** The scenario under a rule; what it says itself to the dialect gives way. */
export function underRule(scenario: Scenario, { system, rule }: RuleRow): Scenario {
  if (Object.keys(rule).length === 0) return { ...scenario, system };
  const under: Under = { ...scenario.under, priority: { ...scenario.under?.['priority'], ...rule } };
  return { ...scenario, system, under };
}
