/**
 * Made-up races for one device between a catch-all and specific drivers: who is there when, whose module loads how
 * long or fails, who refuses, who defers, once or for ever, who claims too high a priority.
 */
import fc from 'fast-check';
import { scenarioFrom } from '../../sim/scenario-from.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

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

export const races = fc.record({
  first: specific,
  second: fc.option(specific, { freq: 1 }),
  catchAll: fc.constantFrom('given', 'story', 'story'),
  isVain: fc.constantFrom(false, false, true),
  clock: fc.constantFrom('before', 'story', 'never'),
  deed: fc.constantFrom('', '', 'reprobe: d', 'unregister: G', 'remove: d'),
});

export type Race = typeof races extends fc.Arbitrary<infer T> ? T : never;
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
export function raceOf({ first, second, catchAll, isVain, ...drawn }: Race): Scenario {
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
  const text = `title: a race for one device
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
  return scenarioFrom(text);
}
