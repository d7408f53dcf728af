/** What is allowed but most likely a slip: a driver none of whose patterns matches a device of the file. */
import { compileGlob } from '../model/fnmatch.ts';
import type { Context } from './context.ts';
import { quoted } from './words.ts';

/** Pairs of pattern and device that are tried; a larger file was not written by hand. */
const PAIRS_MAX = 200_000;

/** Warns of each driver that has patterns, and on whose bus no device matches any of them. */
export function warnMatchless(context: Context): void {
  const { devices = {}, drivers = {} } = context.raw;
  const byBus = new Map<string, string[]>();
  for (const { bus, modalias } of Object.values(devices)) {
    const known = byBus.get(bus) ?? [];
    if (modalias !== undefined) known.push(modalias);
    byBus.set(bus, known);
  }
  const preset = new Set(Object.values(devices).map((device) => device['preset-driver']));
  let pairs = 0;
  for (const [name, driver] of Object.entries(drivers)) {
    const modaliases = byBus.get(driver.bus) ?? [];
    const matches = driver.matches ?? [];
    pairs += modaliases.length * matches.length;
    if (pairs > PAIRS_MAX) return;
    // "*" takes devices without a modalias too.
    if (matches.length === 0 || matches.includes('*') || modaliases.length === 0 || preset.has(name))
      continue;
    if (matches.some(accepts(modaliases))) continue;
    const message = `no device of this file matches driver ${quoted(name)}`;
    context.warn(['drivers', name, 'matches'], {
      message,
      remedy: 'compare the patterns with the modalias of the device',
    });
  }
}

function accepts(modaliases: readonly string[]): (pattern: string) => boolean {
  return (pattern) => modaliases.some(compileGlob(pattern));
}
