/** Which modules stay: nothing of this scenario removes them, and no load of theirs can fail once it has begun. */
import { LINUX_DOORS } from '../../linux/doors.ts';
import type { ModuleBehaviour } from '../../linux/kernel.ts';
import type { System } from '../../systems/system.ts';
import type { Scenario } from '../scenario.ts';
import { allActions } from './setup.ts';

type ModuleSpec = Scenario['modules'][number];

/** `live`: once it is live; `begun`: once its load has got past all that it needs; `never`: it can go again. */
export function stayOf(scenario: Scenario, { doors }: System, module: ModuleSpec): ModuleBehaviour['stays'] {
  const actions = allActions(scenario);
  const isRemoved = actions.some((action) => action.do === 'rmmod' && action.module === module.name);
  // Two loaders in one module: the second begins it anew.
  if (isRemoved || scenario.quirks.includes('two-inserts')) return 'never';
  const registersAlone = module.drivers.every(
    (driver) =>
      scenario.modules.filter(({ drivers }) => drivers.includes(driver)).length === 1 &&
      !actions.some((action) => 'driver' in action && action.do === 'register' && action.driver === driver),
  );
  // Registering fails on Linux if the name is taken (2.1.3), and for nothing else; elsewhere nobody has looked.
  const registers = doors.register === LINUX_DOORS.register && registersAlone;
  return registers && module.initMay.every((outcome) => outcome === 'ok') ? 'begun' : 'live';
}
