/** What became of each device, read off the facts of a run: they are the complete record, nothing else is asked. */

import type { Attempt, DeviceReport, Fact } from './report.ts';

/** What is known of a device before anything happens. */
export interface DeviceBefore {
  readonly name: string;
  readonly bus: string;
  /** Drivers that would match it by their ids, in list order. */
  readonly candidates: readonly string[];
}

interface Track {
  present: boolean;
  deferred: boolean;
  claimedBy: string | null;
  bound: Pick<DeviceReport, 'driver' | 'boundAt' | 'boundBy'> | null;
  readonly tried: Attempt[];
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
    devices.map(({ name, bus, candidates }) => [
      name,
      { bus, ...ended(tracks.get(name) ?? untouched()), candidates },
    ]),
  );
}

function untouched(): Track {
  return { present: false, deferred: false, claimedBy: null, bound: null, tried: [] };
}

function follow(track: Track, fact: Fact): void {
  switch (fact.is) {
    case 'device-named':
      Object.assign(track, { present: true, deferred: false, claimedBy: null, bound: null });
      break;
    case 'device-gone':
      track.present = false;
      break;
    case 'probe-began':
      track.claimedBy = fact.driver ?? null;
      break;
    case 'probe-failed':
    case 'bound':
      attempted(track, fact);
      break;
    case 'released':
      track.bound = null;
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
  track.tried.push({ driver, at, outcome: is === 'bound' ? 'ok' : outcome, by });
  if (is === 'bound') track.bound = { driver, boundAt: at, boundBy: by };
}

function ended({
  present,
  deferred,
  claimedBy,
  bound,
  tried,
}: Track): Omit<DeviceReport, 'bus' | 'candidates'> {
  const free = { driver: null, boundAt: null, boundBy: null, tried } as const;
  if (!present) return { ...free, state: 'absent' };
  if (bound !== null) return { ...bound, state: 'bound', tried };
  if (claimedBy !== null) return { ...free, driver: claimedBy, state: 'claimed' };
  return { ...free, state: deferred ? 'deferred' : 'unbound' };
}
