/**
 * Whom each line is about. Names are unique on their bus only, and not every line has the bus, or both names: what is
 * left out is taken from the probe that the line belongs to, the last of the device, or of the task.
 */
import type { LogEvent } from './lines.ts';

/** A log whose names are unique, and that says what its lines leave out. */
export interface OwnedLog {
  readonly events: readonly LogEvent[];
  /** By name of a device: why nothing can be said about it. */
  readonly unclear: ReadonlyMap<string, string>;
}

type Probed = Pick<LogEvent, 'bus' | 'driver'>;

interface Notes {
  /** The last probe of a device, by its name. */
  readonly probes: Map<string, Probed>;
  /** Probes that each task is in, the innermost last. */
  readonly inside: Map<string, LogEvent[]>;
  /** How each task's next probe came about. */
  readonly roads: Map<string, string>;
}

/** Events with bus, device, driver and road as far as the log tells; those that only told of others are gone. */
export function owned(events: readonly LogEvent[]): OwnedLog {
  const notes: Notes = { probes: new Map(), inside: new Map(), roads: new Map() };
  const full = events.flatMap((event) => completed(event, notes));
  const unique = uniquely(full);
  const all = withSilentAnswers(unique);
  return { events: all, unclear: unclearOf(all) };
}

function completed(event: LogEvent, { probes, inside, roads }: Notes): readonly LogEvent[] {
  const by = event.by ?? '';
  switch (event.is) {
    case 'log-road':
      roads.set(by, event.via ?? '');
      return [];
    case 'log-result': {
      const probe = inside.get(by)?.pop();
      if (!probe || event.result === 0) return [];
      return [{ ...probe, ...event, is: 'log-answer' }];
    }
    case 'log-probing': {
      const { via: _, ...plain } = event;
      const via = roads.get(by);
      roads.delete(by);
      const own = via === undefined ? plain : { ...plain, via };
      probes.set(event.device ?? '', own);
      if (event.by !== undefined) inside.set(by, [...(inside.get(by) ?? []), own]);
      return [own];
    }
    case 'log-add-device':
      probes.set(event.device ?? '', event.bus === undefined ? {} : { bus: event.bus });
      return [event];
    case 'log-matched':
      probes.set(event.device ?? '', event);
      return [event];
    default:
      return [withLast(event, probes.get(event.device ?? ''))];
  }
}

/** What ends a probe is about its driver; everything about a device has its bus. */
function withLast(event: LogEvent, last: Probed | undefined): LogEvent {
  const bus = event.bus ?? last?.bus;
  const driver = event.driver ?? (event.is === 'log-binding' ? last?.driver : undefined);
  return { ...event, ...(bus === undefined ? {} : { bus }), ...(driver === undefined ? {} : { driver }) };
}

/** Names that several buses have get the bus before them. */
function uniquely(events: readonly LogEvent[]): readonly LogEvent[] {
  const [devices, drivers] = (['device', 'driver'] as const).map((kind) => {
    const buses = new Map<string, Set<string>>();
    for (const event of events) {
      const name = event[kind];
      if (name !== undefined && event.bus !== undefined)
        buses.set(name, (buses.get(name) ?? new Set()).add(event.bus));
    }
    return (name: string | undefined, bus: string | undefined): string | undefined =>
      name !== undefined && bus !== undefined && (buses.get(name)?.size ?? 0) > 1 ? `${bus}/${name}` : name;
  });
  return events.map((event) => {
    const device = devices?.(event.device, event.bus);
    const driver = drivers?.(event.driver, event.bus);
    return {
      ...event,
      ...(device === undefined ? {} : { device }),
      ...(driver === undefined ? {} : { driver }),
    };
  });
}

const ENDS = new Set(['log-answer', 'log-deferral', 'log-binding']);

/**
 * A probe that the bus refuses (dma_configure) ends without a line of its own. Where the device's next line shows that
 * it has ended, the answer is put before that, with any result.
 */
function withSilentAnswers(events: readonly LogEvent[]): readonly LogEvent[] {
  const open = new Map<string, LogEvent>();
  return events.flatMap((event): readonly LogEvent[] => {
    const { device, is } = event;
    if (device === undefined || is === 'log-returned' || is === 'log-async') return [event];
    const probe = open.get(device);
    if (is === 'log-probing') open.set(device, event);
    else if (ENDS.has(is)) open.delete(device);
    const isOver =
      probe !== undefined && (is === 'log-probing' || is === 'log-deferred' || is === 'log-retry');
    if (!isOver) return [event];
    if (is !== 'log-probing') open.delete(device);
    const { result: _, ...answer } = { ...probe, line: event.line, text: event.text, is: 'log-answer' };
    return [answer, event];
  });
}

const SUPPLIER = 'it waits for a supplier that the log does not name';
const CLAIMED = 'a driver took it without a probe, as one may that has a neighbour of it';
const BLOCKED = 'probes were put off for a while, as before a suspend';

function unclearOf(events: readonly LogEvent[]): ReadonlyMap<string, string> {
  const unclear = new Map<string, string>();
  const last = new Map<string, string>();
  for (const { is, device, supplier } of events) {
    if (device === undefined || is === 'log-returned' || is === 'log-undeferred') continue;
    const before = last.get(device);
    last.set(device, is);
    const waits = is === 'log-supplier' || (is === 'log-deferred' && before === 'log-matched');
    if (waits && supplier === undefined) unclear.set(device, SUPPLIER);
    if (is === 'log-blocked') unclear.set(device, BLOCKED);
    if (is === 'log-binding' && before !== 'log-probing') unclear.set(device, CLAIMED);
  }
  return unclear;
}
