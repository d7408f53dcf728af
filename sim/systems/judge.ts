/**
 * Common readings of "available" for systems other than Linux (design 6, systems reference B2). A system whose
 * rule differs says so in its own file.
 */
import type { LinuxWorld } from '../linux/kernel.ts';
import type { Judge } from '../model/judge.ts';
import { COMING, LIVE, UNFORMED } from '../model/layout.ts';
import { OUTCOME } from '../model/outcome.ts';
import { fits } from './steps.ts';

/** Answers that are not a refusal: never asked in this round, or "not yet". */
export function notRefused(world: LinuxWorld, driver: number, device: number): boolean {
  const answer = world.verdict(driver, device) - 1;
  return answer < 0 || answer === OUTCOME.EPROBE_DEFER || answer === OUTCOME.ok;
}

/** Its module is in the database, loadable for this device, and not loaded yet. */
export function isObtainable(world: LinuxWorld, driver: number, device: number): boolean {
  const module = world.setup.drivers[driver]?.module ?? -1;
  if (module < 0 || !world.setup.obtainable[driver]?.[device]) return false;
  const state = world.module(module, 'state');
  return state === UNFORMED || state === COMING || (state !== LIVE && !world.module(module, 'failed'));
}

/** Whether the driver's code would say yes if it were started now; a choice counts as a yes if it may be. */
export function wouldStart(world: LinuxWorld, driver: number, device: number): boolean {
  const probe = world.kernel.probes[driver]?.[device];
  if (!probe || probe.needs.some((needed) => world.boundTo(needed) < 0)) return false;
  const scripted = probe.script[Math.min(world.attempts(driver, device), probe.script.length - 1)];
  return scripted === undefined ? probe.may.includes('ok') : scripted === 'ok';
}

/**
 * The usual judge: available is whoever is registered, fits and has not refused; `eligible` may narrow that. Never
 * hands over.
 */
export function judgeBy(
  world: LinuxWorld,
  eligible: (driver: number, device: number) => boolean = () => true,
  handsOver: (device: number) => boolean = () => false,
): Judge {
  const registered = (driver: number, device: number): boolean =>
    world.isRegistered(driver) && fits(world, device, driver) && eligible(driver, device);
  return judgeWhere(world, registered, handsOver);
}

/** The same, where a system says itself who is registered and eligible. */
export function judgeWhere(
  world: LinuxWorld,
  registered: (driver: number, device: number) => boolean,
  handsOver: (device: number) => boolean = () => false,
): Judge {
  return {
    available: (driver, device, strength) => {
      if (!world.kernel.possible[driver]?.[device] || !notRefused(world, driver, device)) return false;
      if (registered(driver, device)) return true;
      return strength === 'obtainable' && isObtainable(world, driver, device);
    },
    wouldAccept: (driver, device) => registered(driver, device) && wouldStart(world, driver, device),
    handsOver,
  };
}
