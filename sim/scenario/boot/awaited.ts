/**
 * Modules whose load somebody can come to wait for (reference 10.8): those that another module needs, and those
 * that two can be loading at once. Nobody sees when the others' waiters are woken, so states need not tell.
 */
import type { Userspace } from '../../linux/kernel.ts';
import type { Scenario } from '../scenario.ts';

/** By position of the module. */
export function awaitedOf(scenario: Scenario, userspace: Userspace): readonly boolean[] {
  const needed = new Set(scenario.modules.flatMap(({ depends }) => depends));
  const loaders = loadersOf(scenario, userspace);
  return scenario.modules.map(
    ({ name }, id) => needed.has(name) || loaders.filter((modules) => modules.has(id)).length > 1,
  );
}

/**
 * What each of those loads who can be at it at the same time: a device's events, an actor, a boot service, others.
 */
function loadersOf(scenario: Scenario, userspace: Userspace): readonly ReadonlySet<number>[] {
  const { plans, byDevice, byName, modprobeNames } = userspace;
  const loaded = (ids: readonly number[]): number[] =>
    ids.flatMap((id) => (plans[id] ?? []).map(({ module }) => module));
  const named = (names: readonly string[]): Set<number> =>
    new Set(
      byName.flatMap((stage) => names.flatMap((name) => loaded(stage[modprobeNames.indexOf(name)] ?? []))),
    );
  const devices = scenario.devices.map(
    (_, device) => new Set(byDevice.flatMap((stage) => loaded(stage[device] ?? []))),
  );
  const actors = scenario.story.map(({ actions }) =>
    named(actions.flatMap((action) => (action.do === 'modprobe' ? [action.module] : []))),
  );
  const others = scenario.others.load.map((name) => named([name]));
  return [...devices, ...actors, named(scenario.boot?.modulesLoad ?? []), ...others];
}
