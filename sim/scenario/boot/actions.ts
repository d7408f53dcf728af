/** Actions of a story as numbers: names resolved, verbs kept. */
import type { ActionCode, Span } from '../../linux/kernel.ts';
import type { Setup } from '../../model/setup.ts';
import type { Action, Scenario } from '../scenario.ts';
import { overrideCode } from './kernel.ts';
import { indexOfName } from './setup.ts';

/** Durations of the `wait` actions, in the order in which codeActions numbers them. */
export function waitsOf(actions: readonly Action[]): Span[] {
  return actions.flatMap((action) => (action.do === 'wait' ? [action.takes] : []));
}

/** Each action as its verb and two numbers; userspace/actor.ts says what they are. */
export function codeActions(
  scenario: Scenario,
  setup: Setup,
  modprobeNames: readonly string[],
  actions: readonly Action[],
): ActionCode[] {
  let waits = 0;
  return actions.map((action): ActionCode => {
    if (action.do === 'wait') return ['wait', waits++, 0];
    return codeAction(scenario, setup, modprobeNames, action);
  });
}

function codeAction(scenario: Scenario, setup: Setup, names: readonly string[], action: Action): ActionCode {
  const device = (name: string): number => indexOfName(scenario.devices, name);
  const driver = (name: string): number => indexOfName(scenario.drivers, name);
  switch (action.do) {
    case 'add':
    case 'remove':
    case 'drivers_probe':
    case 'reprobe':
    case 'attach':
    case 'rollback':
    case 'disable':
    case 'enable':
      return [action.do, device(action.device), 0];
    case 'register':
    case 'unregister':
      return [action.do, driver(action.driver), 0];
    case 'modprobe':
      return [action.do, names.indexOf(action.module), 0];
    case 'rmmod':
      return [action.do, indexOfName(scenario.modules, action.module), 0];
    case 'bind':
    case 'unbind':
    case 'group':
      return [action.do, driver(action.driver), device(action.device)];
    case 'override':
      return [action.do, device(action.device), overrideCode(scenario, action.driver)];
    case 'new_id':
    case 'remove_id':
      return [action.do, dynamicId(setup, driver(action.driver), action.pattern), 0];
    case 'autoprobe':
      return [action.do, indexOfName(scenario.buses, action.bus), action.on ? 1 : 0];
    case 'rescan':
      return [action.do, indexOfName(scenario.buses, action.bus), 0];
    default:
      return [action.do, 0, 0];
  }
}

function dynamicId(setup: Setup, driver: number, pattern: string): number {
  return setup.dynamicIds.findIndex((id) => id.driver === driver && id.pattern === pattern);
}
