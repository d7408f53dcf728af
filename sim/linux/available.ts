/** What "available" and "would accept" mean on Linux: asked by checks, never by processes (design 6). */
import type { Judge, Strength } from '../model/judge.ts';
import { COMING, LIVE, UNFORMED } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';
import { idsMatch, MATCH, matchAnswer } from './match.ts';
import { hidGenericRefuses } from './hid-rules.ts';
import type { LinuxWorld } from './kernel.ts';

/** Answers that are not a refusal: never asked in this round, or "not yet". */
function notRefused(world: LinuxWorld, driver: number, device: number): boolean {
  const answer = world.verdict(driver, device) - 1;
  return (
    answer < 0 || answer === OUTCOME.EPROBE_DEFER || answer === OUTCOME.supplier || answer === OUTCOME.ok
  );
}

function isObtainable(world: LinuxWorld, driver: number, device: number): boolean {
  const module = world.setup.drivers[driver]?.module ?? -1;
  if (module < 0 || !world.setup.obtainable[driver]?.[device] || !idsMatch(world, device, driver))
    return false;
  const state = world.module(module, 'state');
  return state === UNFORMED || state === COMING || (state !== LIVE && !world.module(module, 'failed'));
}

/** Whether what is written to driver_override leaves this driver a chance; by equality of names (8.1). */
const namesIt = (world: LinuxWorld, driver: number, device: number): boolean => {
  const override = world.device(device, 'override');
  return override === 0 || override === driver + 1;
};

/**
 * The rules of Linux about who could serve a device, asked of this world as it is at the moment. `leaves` says how a
 * system reads driver_override if not by equality of names.
 */
export function judgeOf(world: LinuxWorld, leaves: typeof namesIt = namesIt): Judge {
  const registered = (driver: number, device: number): boolean =>
    world.isRegistered(driver) && matchAnswer(world, device, driver) === MATCH;
  const available = (driver: number, device: number, strength: Strength): boolean => {
    if (!world.kernel.possible[driver]?.[device] || !notRefused(world, driver, device)) return false;
    if (registered(driver, device)) return true;
    return strength === 'obtainable' && leaves(world, driver, device) && isObtainable(world, driver, device);
  };
  return {
    available,
    wouldAccept: (driver, device) =>
      registered(driver, device) && suppliersBound(world, device) && probeSaysYes(world, driver, device),
    handsOver: (device) => {
      const dev = world.setup.devices[device];
      const rules = world.setup.buses[dev?.bus ?? -1]?.rules;
      return rules === 'hid' || (rules === 'usb' && dev?.usb === 'device');
    },
  };
}

function suppliersBound(world: LinuxWorld, device: number): boolean {
  return (world.setup.devices[device]?.suppliers ?? []).every((link) => {
    const { supplier, cyclic } = world.setup.links[link] ?? { supplier: -1, cyclic: true };
    return cyclic || world.boundTo(supplier) >= 0;
  });
}

/**
 * The next answer that the driver's probe would give, by its script and needs; a choice counts as a yes if it may be.
 */
function probeSaysYes(world: LinuxWorld, driver: number, device: number): boolean {
  const probe = world.kernel.probes[driver]?.[device];
  if (!probe || world.kernel.dma[device] !== 'ok') return false;
  if (probe.needs.some((needed) => world.boundTo(needed) < 0)) return false;
  const rules = world.setup.buses[world.setup.devices[device]?.bus ?? -1]?.rules;
  if (rules === 'hid' && hidGenericRefuses(world, device, driver)) return false;
  const scripted = probe.script[Math.min(world.attempts(driver, device), probe.script.length - 1)];
  return scripted === undefined ? probe.may.includes('ok') : scripted === 'ok';
}
