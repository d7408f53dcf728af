/** What became of each device, read off the facts of a run: they are the complete record, nothing else is asked. */

import type { Attempt, DeviceReport, Fact } from './report.ts';
import type { Slots } from './slots.ts';

/** What is known of a device before anything happens. */
export interface DeviceBefore {
  readonly name: string;
  readonly bus: string;
  /** Drivers that would match it by their ids, in list order. */
  readonly candidates: readonly string[];
  /** Which drivers could have which slot, where the device has several. */
  readonly slots?: Readonly<Record<string, readonly string[]>>;
}

interface Track {
  present: boolean;
  deferred: boolean;
  claimedBy: string | null;
  /** By driver; several at a time only in several slots. */
  readonly bound: Map<string, Binding>;
  readonly tried: Attempt[];
}

interface Binding extends Pick<DeviceReport, 'boundAt' | 'boundBy'> {
  /** In the device's own word; else in a slot beside it. */
  readonly isMain: boolean;
}

/** The `devices` of a report, in the order of `devices`. Facts about devices that are not listed are passed over. */
export function devicesFromFacts(
  devices: readonly DeviceBefore[],
  facts: Iterable<Fact>,
): Readonly<Record<string, DeviceReport>> {
  const tracks = new Map(devices.map(({ name }) => [name, untouched()]));
  for (const fact of facts) {
    const track = fact.device === undefined ? undefined : tracks.get(fact.device);
    if (track !== undefined) follow(track, fact);
  }
  return Object.fromEntries(
    devices.map(({ name, bus, candidates, slots }) => [
      name,
      { bus, ...ended(tracks.get(name) ?? untouched(), slots ?? {}), candidates },
    ]),
  );
}

function untouched(): Track {
  return { present: false, deferred: false, claimedBy: null, bound: new Map(), tried: [] };
}

function follow(track: Track, fact: Fact): void {
  switch (fact.is) {
    case 'device-named':
      track.bound.clear();
      Object.assign(track, { present: true, deferred: false, claimedBy: null });
      break;
    case 'device-gone':
      track.present = false;
      break;
    case 'probe-began':
      track.claimedBy = fact.driver ?? null;
      break;
    case 'probe-failed':
    case 'bound':
    case 'slot-bound':
      attempted(track, fact);
      break;
    case 'released':
      leaveMain(track);
      break;
    case 'slot-released':
      track.bound.delete(fact.driver ?? '');
      break;
    case 'defer-pending':
      track.deferred = true;
      break;
    // Taken for a retry that nobody then makes, a device is on no list: lost (reference 5.4).
    case 'defer-removed':
    case 'defer-taken':
      track.deferred = false;
      break;
  }
}

function attempted(track: Track, { is, driver = '', at, by, outcome = '?' }: Fact): void {
  track.claimedBy = null;
  track.tried.push({ driver, at, outcome: is === 'probe-failed' ? outcome : 'ok', by });
  if (is === 'probe-failed') return;
  if (is === 'bound') leaveMain(track);
  track.bound.set(driver, { isMain: is === 'bound', boundAt: at, boundBy: by });
}

function leaveMain({ bound }: Track): void {
  for (const [driver, { isMain }] of bound) if (isMain) bound.delete(driver);
}

function ended(
  { present, deferred, claimedBy, bound, tried }: Track,
  slots: NonNullable<DeviceBefore['slots']>,
): Omit<DeviceReport, 'bus' | 'candidates'> {
  const who = Object.entries(slots).map(([slot, drivers]) => [
    slot,
    drivers.find((driver) => bound.has(driver)) ?? null,
  ]);
  const has = who.length > 0 ? { slots: Object.fromEntries(who) as Slots } : {};
  const free = { driver: null, ...has, boundAt: null, boundBy: null, tried } as const;
  if (!present) return { ...free, state: 'absent' };
  const last = [...bound.values()].at(-1);
  if (last !== undefined) {
    const order = [...new Set([...Object.values(slots).flat(), ...bound.keys()])];
    const driver = order.filter((name) => bound.has(name)).join('+');
    return { driver, ...has, boundAt: last.boundAt, boundBy: last.boundBy, state: 'bound', tried };
  }
  if (claimedBy !== null) return { ...free, driver: claimedBy, state: 'claimed' };
  return { ...free, state: deferred ? 'deferred' : 'unbound' };
}
