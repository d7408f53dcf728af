/**
 * A short name for what a scenario does. Tokens carry it, so that a schedule is not replayed on another machine.
 * Not secure against people who want two scenarios to share a name.
 */
import type { Scenario } from './scenario.ts';

/** Parts that no run depends on: texts for people, and what is judged afterwards. */
const NOT_RUN: ReadonlySet<string> = new Set([
  'title',
  'about',
  'expect',
  'assumptions',
] satisfies (keyof Scenario)[]);

/** Sixteen hexadecimal digits; equal for scenarios that run alike, however their files are written. */
export function scenarioDigest(scenario: Scenario): string {
  const run = Object.fromEntries(Object.entries(scenario).filter(([key]) => !NOT_RUN.has(key)));
  return hash64(JSON.stringify(run, sortedKeys));
}

/** The order of keys in a mapping says nothing (the order of devices does, but they are a list by now). */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Two 32-bit lanes: FNV-1a, and a multiplicative hash that also carries high bits down. */
function hash64(text: string): string {
  let one = 0x811c9dc5;
  let two = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x01000193);
    two = Math.imul(two ^ unit, 0x5bd1e995);
    two ^= two >>> 15;
  }
  return hex(one ^ (two >>> 16)) + hex(two);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
