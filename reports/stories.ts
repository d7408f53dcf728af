/** What is worth telling about the devices of a report: sentences that text and markdown share. */

import { atTime, count } from './layout.ts';
import type { Attempt, DeviceReport, Fact, Report } from './report.ts';

export interface Surprise {
  readonly device: string;
  /** Begins with a small letter: it follows the device's name and a colon. */
  readonly sentence: string;
}

/**
 * Bound by the only driver that fits, at the first attempt: nothing to tell. Such devices are grouped in the report of
 * a big machine.
 */
export function isBoring(device: DeviceReport): boolean {
  const onlyCandidate = device.candidates.every((name) => name === device.driver);
  return device.state === 'bound' && onlyCandidate && device.tried.every(({ outcome }) => outcome === 'ok');
}

/** Nobody's device: unbound, and no driver of the scenario would match it. */
export function isUnmatched(device: DeviceReport): boolean {
  return device.state === 'unbound' && device.candidates.length === 0 && device.tried.length === 0;
}

/** Every device with more than one candidate, with refusals, or left without a driver, and why. */
export function surprises(report: Report): readonly Surprise[] {
  const found: Surprise[] = [];
  for (const [name, device] of Object.entries(report.devices)) {
    if (isBoring(device) || isUnmatched(device)) continue;
    const sentence = tell(name, device, report.facts ?? []);
    if (sentence !== undefined) found.push({ device: name, sentence });
  }
  return found;
}

function tell(name: string, device: DeviceReport, facts: readonly Fact[]): string | undefined {
  const refused = refusals(device.tried);
  switch (device.state) {
    case 'bound':
      return [
        `bound to ${device.driver ?? '?'}${atTime(device.boundAt)}`,
        ...refused,
        ...untold(name, device, facts),
      ].join('; ');
    case 'deferred':
      return ['still deferred at the end', ...(refused.length > 0 ? refused : ['no attempt was made'])].join(
        '; ',
      );
    case 'claimed':
      return [
        `a probe of ${device.driver ?? 'some driver'} had not finished when the run ended`,
        ...refused,
      ].join('; ');
    case 'unbound':
      return [
        ...whyUnbound(device),
        ...refused,
        ...undone(name, device, facts),
        ...untold(name, device, facts),
      ].join('; ');
    case 'absent':
      return device.tried.length === 0 ? undefined : ['gone at the end', ...refused].join('; ');
  }
}

function whyUnbound({ tried }: DeviceReport): readonly string[] {
  const last = tried.at(-1);
  if (last === undefined) return ['unbound, nobody tried it'];
  if (last.outcome === 'ok')
    return [`unbound; ${last.driver} had bound it${atTime(last.at)} and released it`];
  return ['unbound, whoever tried it refused'];
}

/** Drivers that said yes at the last attempt, and were taken down again because another layer of the stack failed. */
function undone(name: string, { tried }: DeviceReport, facts: readonly Fact[]): readonly string[] {
  if (tried.at(-1)?.outcome === 'ok') return [];
  const own = facts.filter((fact) => fact.device === name);
  const last = own.slice(own.findLastIndex(({ is }) => is === 'probe-began'));
  const willing = last.filter(({ is, outcome }) => is === 'probe-answered' && outcome === 'ok');
  return willing.map(({ driver = '?', at }) => `${driver} answered ok${atTime(at)} and was removed again`);
}

/** `i915 answered EPROBE_DEFER at 0.010000s`, one phrase for equal answers of one driver. */
function refusals(tried: readonly Attempt[]): readonly string[] {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of tried) {
    if (attempt.outcome === 'ok') continue;
    const key = JSON.stringify([attempt.driver, attempt.outcome]);
    groups.set(key, [...(groups.get(key) ?? []), attempt]);
  }
  return [...groups.values()].map(refusal);
}

/** What the core itself decided before the driver's probe was called. */
const BY_THE_CORE: Readonly<Record<string, string>> = {
  supplier: 'had to wait for a supplier',
  dma: 'was kept off by the IOMMU',
  blocked: 'came while all probing was blocked',
  'not-ready': 'came before the device was ready',
  claimed: 'came while another driver had it',
  dead: 'came too late, the device was being removed',
};

function refusal(attempts: readonly Attempt[]): string {
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (first === undefined || last === undefined) return '';
  const core = Object.hasOwn(BY_THE_CORE, first.outcome) ? BY_THE_CORE[first.outcome] : undefined;
  const what = `${first.driver} ${core ?? `answered ${first.outcome}`}`;
  if (attempts.length === 1) return what + atTime(first.at);
  const times = first.at === null ? '' : `, first${atTime(first.at)}, last${atTime(last.at)}`;
  return `${what} ${count(attempts.length, 'time')}${times}`;
}

/** The candidates nobody asked. Why is known only if the report carries the facts. */
function untold(name: string, device: DeviceReport, facts: readonly Fact[]): readonly string[] {
  // One layer of a stack may have said yes while another failed: then it is among the facts only.
  const called = facts.flatMap((fact) =>
    fact.is === 'probe-called' && fact.device === name ? [fact.driver] : [],
  );
  const asked = new Set([device.driver, ...device.tried.map((attempt) => attempt.driver), ...called]);
  const unasked = device.candidates.filter((driver) => !asked.has(driver));
  if (unasked.length === 0) return [];
  if (facts.length === 0) return [`${listing(unasked)} could serve it but ${were(unasked)} not asked`];
  const boundIndex = facts.findLastIndex((fact) => fact.is === 'bound' && fact.device === name);
  return unasked.map((driver) => whyUnasked(driver, facts, boundIndex));
}

function whyUnasked(driver: string, facts: readonly Fact[], boundIndex: number): string {
  const listedIndex = facts.findIndex((fact) => fact.is === 'driver-listed' && fact.driver === driver);
  const listed = facts[listedIndex];
  if (listed === undefined) return `${driver} could serve it but never registered`;
  const registered = `${driver} registered${atTime(listed.at)}`;
  if (boundIndex >= 0 && listedIndex > boundIndex) return `${registered}, when it was already bound`;
  return `${registered} but was not asked`;
}

const were = (names: readonly string[]): string => (names.length === 1 ? 'was' : 'were');

/** `a`, `a and b`, `a, b and 7 more`. */
export function listing(names: readonly string[], max = 6): string {
  if (names.length > max) return `${names.slice(0, max).join(', ')} and ${names.length - max} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
