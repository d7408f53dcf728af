/** Machines for reports/bench/proposals.ts: shipped stories with a catch-all, and made-up races for one device. */
import fc from 'fast-check';
import { MACHINES, STORIES } from '../../properties/golden/shipped.ts';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
}

/** Shipped stories of this age's rules in which a catch-all could bind something. */
export const SHIPPED: readonly Case[] = STORIES.map(({ name, text }) => ({
  name,
  scenario: scenarioFrom(text, `scenarios/${name}.yaml`),
})).filter(
  ({ scenario }) =>
    scenario.system.startsWith('linux-6') &&
    scenario.quirks.length === 0 &&
    scenario.drivers.some(({ catchAll, generic }) => catchAll && !generic),
);

/** The shipped machines with their module databases. */
export const MACHINE_CASES: readonly Case[] = MACHINES.map(({ name, text }) => ({
  name,
  scenario: scenarioFrom(text, `scenarios/${name}.yaml`),
}));

const specific = fc.record({
  from: fc.constantFrom('given', 'story', 'module'),
  answer: fc.constantFrom(
    '',
    ', probe: { takes: 5ms..20ms }',
    ', probe: { may: ENODEV }',
    ', probe: { script: [EPROBE_DEFER, ok] }',
    ', probe: { needs: clock, takes: 1ms..5ms }',
    ', probe: { may: [ok, EIO] }',
  ),
  isAsync: fc.boolean(),
  initFails: fc.constantFrom('ok', 'ok', 'ok', 'EINVAL'),
  loads: fc.constantFrom('1ms..3ms', '10ms..40ms'),
});

const race = fc.record({
  first: specific,
  second: fc.option(specific, { freq: 1 }),
  catchAll: fc.constantFrom('given', 'story', 'story'),
  isVain: fc.constantFrom(false, false, true),
  clock: fc.constantFrom('before', 'story', 'never'),
  deed: fc.constantFrom('', '', 'reprobe: d', 'unregister: G', 'remove: d'),
});

type Race = typeof race extends fc.Arbitrary<infer T> ? T : never;
type Specific = Race['first'];

function driverText(name: string, { from, answer, isAsync }: Specific): string {
  const owner = from === 'module' ? `, module: m${name}` : '';
  const type = isAsync ? ', probe-type: async' : '';
  return `  ${name}: { bus: simbus, matches: ["sim:x"]${owner}${type}${answer} }`;
}

/**
 * One device, one catch-all, a specific driver, a clock that a probe may ask for; and a second specific driver, or one
 * odd deed: with both, all orders would be too many.
 */
function scenarioOf({ first, second, catchAll, isVain, ...drawn }: Race, index: number): Case {
  const [clock, deed] = second ? (['before', ''] as const) : [drawn.clock, drawn.deed];
  const specifics: readonly (readonly [string, Specific])[] = [
    ['S', first],
    ...(second ? [['T', second] as const] : []),
  ];
  const from = (where: string): string[] =>
    specifics.flatMap(([name, { from: own }]) => (own === where ? [`{ register: ${name} }`] : []));
  const modules = specifics.flatMap(([name, { from: own, initFails, loads }]) =>
    own === 'module' ? [`  m${name}: { load: ${loads}, init-may: ${initFails}, aliases: ["sim:x"] }`] : [],
  );
  const generic = catchAll === 'given' ? '{ register: G }' : '';
  const vain = isVain ? ', under: { priority: { priority: 99 } }' : '';
  const given = [clock === 'before' ? '{ add: clock }' : '', '{ register: C }', generic, ...from('given')];
  const story = [
    '{ add: d }',
    catchAll === 'story' ? '{ register: G }' : '',
    clock === 'story' ? '{ add: clock }' : '',
    ...from('story'),
    deed === '' ? '' : `{ ${deed} }`,
  ];
  const listed = (items: readonly string[]): string => items.filter((item) => item !== '').join(', ');
  const text = `title: race ${index}
buses: { simbus: { rules: generic } }
devices:
  clock: { bus: simbus, modalias: "clk:c", appears: story }
  d: { bus: simbus, modalias: "sim:x", appears: story }
drivers:
  C: { bus: simbus, matches: ["clk:c"] }
  G: { bus: simbus, matches: ["sim:*"], catch-all: true, probe: { takes: 1ms..4ms }${vain} }
${specifics.map(([name, one]) => driverText(name, one)).join('\n')}
${modules.length > 0 ? `modules:\n${modules.join('\n')}\n` : 'udev: false\n'}given: [${listed(given)}]
story: [${listed(story)}]
`;
  return { name: `race ${index}`, scenario: scenarioFrom(text) };
}

/** So many made-up races, always the same ones for a seed. */
export const madeUp = (count: number, seed: number): readonly Case[] =>
  fc.sample(race, { numRuns: count, seed }).map(scenarioOf);
