/**
 * Where each piece of the world lies in the Int32Array, and which object it belongs to. Objects are what footprints
 * name: two steps that share no object, or only read the shared ones, commute.
 */
import type { Setup } from './setup.ts';

/** Words of one device. Pointers hold id + 1, 0 = none. */
export const DEV = {
  // node in the bus's device list (2.4): 0 off, 1 on, 2 deleted but still stood on
  listed: 0,
  next: 1,
  prev: 2,
  stood: 3,
  // guarded by the device lock
  named: 4,
  ready: 5,
  matchable: 6,
  dead: 7,
  driver: 8,
  bound: 9,
  canMatch: 10,
  asyncDriver: 11,
  override: 12,
  useGeneric: 13,
  reprobed: 14,
  driverInfo: 15,
  // node in the driver's list of bound devices, bind order
  boundPrev: 16,
  boundNext: 17,
  // deferred lists: 0 none, 1 pending, 2 active
  deferred: 18,
  deferNext: 19,
  /** The trigger counter, per prober (4.1.4): 0 nobody watches, 1 watched, 2 a trigger fired since. */
  triggered: 20,
  /** 0 no driver, 1 probing, 2 bound, 3 unbinding (7.1). */
  linkState: 21,
  /** Why it lost its last driver: cause + 1, 0 if it has not lost one since it appeared or bound. */
  releasedBy: 22,
} as const;
export const DEV_WORDS = 23;

export const DRV = {
  listed: 0,
  next: 1,
  prev: 2,
  stood: 3,
  named: 4,
  files: 5,
  boundLast: 6,
  writes: 7,
} as const;
export const DRV_WORDS = 8;

/**
 * `shared` (6.12): 1 while a load is under way whose result everybody who asks meanwhile gets, then that result + 2.
 * `untold`: since its load began, nobody who waits for modules has been woken after it became live, or went (10.8.6).
 * `failed`: the last load that says anything about it did not succeed.
 */
export const MOD = { state: 0, loaders: 1, shared: 2, untold: 3, failed: 4 } as const;
export const MOD_WORDS = 5;
/** Module states (10.8). */
export const ABSENT = 0;
export const UNFORMED = 1;
export const COMING = 2;
export const LIVE = 3;
export const GOING = 4;

/** A pair's word of its slot: 0 never held, or somebody else has had the slot since; held; let go, plus why (CAUSE). */
export const SLOT_HELD = 1;
export const SLOT_LEFT = 2;

export const BUS = { firstDevice: 0, lastDevice: 1, firstDriver: 2, lastDriver: 3, autoprobe: 4 } as const;
export const BUS_WORDS = 5;

/** Words there is one of. */
export const ONE = {
  probeCount: 0,
  deferEnabled: 1,
  initcallsDone: 2,
  /** 0 off, 1 armed, 2 expired */
  deferTimeout: 3,
  probingBlocked: 4,
  pendingFirst: 5,
  pendingLast: 6,
  activeFirst: 7,
  activeLast: 8,
  /** bit 0 queued, bit 1 running (5.3.3) */
  deferWork: 9,
  asyncPending: 10,
  stage: 11,
  udevWorkers: 12,
  /** Timers of the deferred timeout that still run: one per arming; the last to ring ends it (5.5). */
  deferAlarms: 13,
} as const;
const ONE_WORDS = 14;

/** A queue of uevents: a count, then three words per event: device + 1, action, running. */
export const UEV_WORDS = 3;

/** Word of event `index` of the queue that begins at `queue`. */
export const eventAt = (queue: number, index: number): number => queue + 1 + index * UEV_WORDS;

export interface Layout {
  readonly words: number;
  readonly bus: number;
  readonly device: number;
  readonly driver: number;
  readonly module: number;
  readonly link: number;
  readonly dynamicId: number;
  readonly pair: number;
  /** Where each of udev's queues begins. */
  readonly eventQueues: readonly number[];
  readonly devices: number;
  /** Words of the system's own (Setup.marks). */
  readonly marks: {
    readonly device: number;
    readonly driver: number;
    readonly pair: number;
    readonly system: number;
    readonly slot: number;
  };
}

/** Offsets of all parts for this setup. */
export function layoutOf(setup: Setup): Layout {
  const bus = ONE_WORDS;
  const device = bus + setup.buses.length * BUS_WORDS;
  const driver = device + setup.devices.length * DEV_WORDS;
  const module = driver + setup.drivers.length * DRV_WORDS;
  const link = module + setup.modules.length * MOD_WORDS;
  const dynamicId = link + setup.links.length;
  const pair = dynamicId + setup.dynamicIds.length;
  const { starts, end } = eventQueuesFrom(setup, pair + setup.drivers.length * setup.devices.length);
  const devices = setup.devices.length;
  const { marks, end: words } = marksFrom(setup, end);
  return { words, bus, device, driver, module, link, dynamicId, pair, eventQueues: starts, devices, marks };
}

function marksFrom(setup: Setup, first: number): { marks: Layout['marks']; end: number } {
  const { marks, devices, drivers } = setup;
  const pairs = devices.length * drivers.length;
  const driver = first + marks.device.length * devices.length;
  const pair = driver + marks.driver.length * drivers.length;
  const slot = pair + (marks.pair === null ? 0 : pairs);
  const system = slot + (marks.slots ? pairs : 0);
  return { marks: { device: first, driver, pair, slot, system }, end: system + marks.system.length };
}

/** At most one event of each action waits per device, and one runs: five a device are always enough. */
const EVENTS_PER_DEVICE = 5;

function eventQueuesFrom(setup: Setup, first: number): { starts: number[]; end: number } {
  const starts: number[] = [];
  let end = first;
  for (let queue = 0; queue <= Math.max(-1, ...setup.eventQueue); queue++) {
    starts.push(end);
    const members = setup.eventQueue.filter((own) => own === queue).length;
    end += 1 + members * EVENTS_PER_DEVICE * UEV_WORDS;
  }
  return { starts, end };
}

/** Kinds of objects that footprints name. */
export const OBJECTS = [
  'stage',
  'initcalls',
  'timeout', // of deferred probing
  'blocked', // all probing, for suspend
  'autoprobe',
  'probe-count',
  'async-count',
  'deferred', // the two lists
  'defer-member', // which list a device is on
  'defer-work',
  'links',
  'udev',
  'udev-new', // no word: that an event has been queued
  'udev-workers',
  'device-list',
  'driver-list',
  'device-stood',
  'driver-stood',
  'device',
  'device-id', // what matching reads: override, marks of the bus, driver_info
  'pair', // what a driver answered on a device
  'watch', // the trigger seen by the prober of a device
  'bound-list',
  'driver',
  'driver-files',
  'driver-ids', // added by new_id
  'module',
  'module-told', // whether its waiters have been woken
  'module-answer', // whether its last load failed
  'device-mark', // words of the system's own
  'driver-mark',
  'mark',
] as const;
export type ObjectKind = (typeof OBJECTS)[number];

/** Number of one object: kind and id. Objects there is one of have id 0. */
export function objectOf(kind: ObjectKind, id = 0): number {
  return id * OBJECTS.length + OBJECTS.indexOf(kind);
}

/** Name of an object number, for messages. */
export function objectName(object: number): string {
  return `${OBJECTS[object % OBJECTS.length]} ${Math.floor(object / OBJECTS.length)}`;
}

const ONE_OBJECT: Readonly<Record<number, ObjectKind>> = {
  [ONE.probeCount]: 'probe-count',
  [ONE.deferEnabled]: 'defer-work',
  [ONE.initcallsDone]: 'initcalls',
  [ONE.deferTimeout]: 'timeout',
  [ONE.deferAlarms]: 'timeout',
  [ONE.probingBlocked]: 'blocked',
  [ONE.pendingFirst]: 'deferred',
  [ONE.pendingLast]: 'deferred',
  [ONE.activeFirst]: 'deferred',
  [ONE.activeLast]: 'deferred',
  [ONE.deferWork]: 'defer-work',
  [ONE.asyncPending]: 'async-count',
  [ONE.stage]: 'stage',
  [ONE.udevWorkers]: 'udev-workers',
};

/** The object that a word belongs to: every word belongs to exactly one. */
export function objectOfWord(setup: Setup, layout: Layout, word: number): number {
  if (word < layout.bus) return objectOf(ONE_OBJECT[word] ?? 'stage');
  if (word < layout.device) return objectOfBusWord(word - layout.bus);
  if (word < layout.driver) return objectOfDeviceWord(setup, word - layout.device);
  if (word < layout.module) return objectOfDriverWord(setup, word - layout.driver);
  if (word < layout.link) return objectOfModuleWord(word - layout.module);
  if (word < layout.dynamicId) return objectOf('links');
  if (word < layout.pair)
    return objectOf('driver-ids', setup.dynamicIds[word - layout.dynamicId]?.driver ?? -1);
  if (word >= layout.marks.device) return objectOfMark(setup, layout, word);
  const first = layout.eventQueues[0] ?? layout.marks.device;
  if (word < first) return objectOf('pair', word - layout.pair);
  return objectOf(
    'udev',
    layout.eventQueues.findLastIndex((start) => start <= word),
  );
}

function objectOfModuleWord(offset: number): number {
  const module = Math.floor(offset / MOD_WORDS);
  const field = offset % MOD_WORDS;
  if (field === MOD.untold) return objectOf('module-told', module);
  return objectOf(field === MOD.failed ? 'module-answer' : 'module', module);
}

/** What a system remembers of a pair belongs to the pair. */
function objectOfMark({ marks: counts }: Setup, { marks }: Layout, word: number): number {
  if (word < marks.driver)
    return objectOf('device-mark', Math.floor((word - marks.device) / counts.device.length));
  if (word < marks.pair)
    return objectOf('driver-mark', Math.floor((word - marks.driver) / counts.driver.length));
  if (word < marks.slot) return objectOf('pair', word - marks.pair);
  if (word < marks.system) return objectOf('pair', word - marks.slot);
  return objectOf('mark', word - marks.system);
}

function objectOfBusWord(offset: number): number {
  const bus = Math.floor(offset / BUS_WORDS);
  const field = offset % BUS_WORDS;
  if (field === BUS.autoprobe) return objectOf('autoprobe', bus);
  return objectOf(field === BUS.firstDevice || field === BUS.lastDevice ? 'device-list' : 'driver-list', bus);
}

/** Words that a match may read without the device lock. */
const ID_FIELDS: ReadonlySet<number> = new Set([DEV.matchable, DEV.override, DEV.useGeneric, DEV.driverInfo]);

function objectOfDeviceWord(setup: Setup, offset: number): number {
  const device = Math.floor(offset / DEV_WORDS);
  const field = offset % DEV_WORDS;
  if (field < DEV.stood) return objectOf('device-list', setup.devices[device]?.bus ?? -1);
  if (field === DEV.stood) return objectOf('device-stood', device);
  if (field === DEV.boundPrev || field === DEV.boundNext) return objectOf('bound-list');
  if (field === DEV.deferred) return objectOf('defer-member', device);
  if (field === DEV.deferNext) return objectOf('deferred');
  if (field === DEV.triggered) return objectOf('watch', device);
  if (ID_FIELDS.has(field)) return objectOf('device-id', device);
  if (field === DEV.linkState) return objectOf('links');
  return objectOf('device', device);
}

function objectOfDriverWord(setup: Setup, offset: number): number {
  const driver = Math.floor(offset / DRV_WORDS);
  const field = offset % DRV_WORDS;
  if (field < DRV.stood) return objectOf('driver-list', setup.drivers[driver]?.bus ?? -1);
  if (field === DRV.stood) return objectOf('driver-stood', driver);
  if (field === DRV.files || field === DRV.writes) return objectOf('driver-files', driver);
  return field === DRV.boundLast ? objectOf('bound-list') : objectOf('driver', driver);
}
