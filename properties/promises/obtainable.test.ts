/** Whether a module "can still be loaded" after loads that came to nothing, or came second, or were undone (10.8). */
import { describe, expect, it } from 'vitest';
import { OUTCOME, type OutcomeName } from '../../sim/model/outcome.ts';
import { FACT } from '../../sim/model/world.ts';
import { boot } from '../../sim/scenario/boot/boot.ts';
import { Machine } from '../../sim/engine/machine.ts';
import { systemOf } from '../../sim/systems/catalogue.ts';
import { device, driver, machine, module } from '../engine/build.ts';

const scenario = machine('one module', {
  devices: [device('gpu')],
  drivers: [driver('vfio', ['*']), driver('i915', ['gpu'], { module: 'i915' })],
  modules: [module('i915', { aliases: ['pci:gpu'], drivers: ['i915'] })],
});

/** Whether i915 is obtainable for the gpu after these answers to loads, and a removal of what was live. */
function obtainableAfter(system: string, answers: readonly OutcomeName[]): boolean {
  const booted = boot({ ...scenario, system }, systemOf({ ...scenario, system }), 'untimed');
  const { world } = new Machine(booted.blueprint);
  for (const answer of answers) world.emit(FACT['module-load-answered'], 0, OUTCOME[answer]);
  world.emit(FACT['module-absent'], 0);
  return world.kernel.judgeOf(world).available(1, 0, 'obtainable');
}

describe.each(['linux-6.1', 'freebsd'])('under the rules of %s', (system) => {
  it.each<[boolean, readonly OutcomeName[]]>([
    [true, []],
    [true, ['ok']],
    [true, ['ok', 'EEXIST']],
    [true, ['ok', 'EBUSY']],
    [false, ['ENODEV']],
    [false, ['ENODEV', 'EBUSY']],
    [false, ['ENODEV', 'EEXIST']],
    [true, ['ENODEV', 'ok']],
  ])('%s after %j', (expected, answers) => {
    expect(obtainableAfter(system, answers)).toBe(expected);
  });
});
