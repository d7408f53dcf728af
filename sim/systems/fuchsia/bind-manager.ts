/**
 * Fuchsia's bind manager (systems reference A5.4, A5.6, A5.7). One batch at a time: requests that come during a batch
 * are queued, and when all its replies are in they are the next one. Inside a batch all matches are asked at once;
 * starting is asynchronous, a batch does not wait for it. A node whose match found nothing is an orphan, and only
 * orphans are tried again when a driver comes.
 */
import { call, holding, spawn, tail, waitFor } from '../../engine/effect.ts';
import { workerIdentity, type Kernel, type LinuxWorld, type Process } from '../../linux/kernel.ts';
import { deviceLock } from '../../linux/locks.ts';
import { step } from '../../linux/operations.ts';
import { objectOf } from '../../model/layout.ts';
import { FACT } from '../../model/world.ts';
import { isThere, start_in_slot } from '../slots.ts';
import { device_found } from '../steps.ts';
import { bindParent, isComplete } from './composites.ts';
import { matchDriver, SPEC } from './index.ts';
import { BATCH, OF_NODE, OF_SYSTEM } from './marks.ts';
import { compositesOf, isComposite, isParent, specsOf } from './specs.ts';

const WAITS = 1;
const IN_BATCH = 2;

const marks = (kernel: Kernel): number[] => kernel.setup.devices.map(({ id }) => objectOf('device-mark', id));
const system = (...which: (keyof typeof OF_SYSTEM)[]): number[] =>
  which.map((name) => objectOf('mark', OF_SYSTEM[name]));

function setNode(world: LinuxWorld, device: number, mark: number, value: number): void {
  if (world.deviceMark(device, mark) !== value) world.emit(FACT['device-marked'], device, mark, value);
}

function setSystem(world: LinuxWorld, mark: number, value: number): void {
  if (world.systemMark(mark) !== value) world.emit(FACT['system-marked'], mark, value);
}

/** Bind(): 1: a batch is to be started for it; 0: it waits for the batch that runs. */
const wantNode = step(
  'bind wanted',
  (_kernel, device) => ({
    reads: [objectOf('device', device)],
    writes: [objectOf('device-mark', device), ...system('ongoing')],
  }),
  (world, device) => {
    if (!isThere(world, device) || isComposite(world.kernel, device)) return 0;
    if (world.deviceMark(device, OF_NODE.queued) === 0) setNode(world, device, OF_NODE.queued, WAITS);
    return begin(world);
  },
);

/** TryBindAllAvailable(): notices that come during a batch are served by one batch after it (A5.6). */
const wantAll = step(
  'bind all wanted',
  () => ({ reads: [], writes: system('ongoing', 'wanted') }),
  (world) => {
    setSystem(world, OF_SYSTEM.wanted, 1);
    return begin(world);
  },
);

function begin(world: LinuxWorld): number {
  if (world.systemMark(OF_SYSTEM.ongoing) !== BATCH.none) return 0;
  world.emit(FACT['system-marked'], OF_SYSTEM.ongoing, BATCH.begins);
  return 1;
}

/** A node asks for a driver. */
export function* bind_node(kernel: Kernel, device: number): Process {
  if (yield wantNode(device)) yield spawn(workerIdentity(kernel, 'bind manager'), batch);
  return 0;
}

/** A5.4: whatever is available is tried. */
export function* try_bind_all_available(kernel: Kernel): Process {
  if (yield wantAll()) yield spawn(workerIdentity(kernel, 'bind manager'), batch);
  return 0;
}

/** What the batch is about is fixed when it begins: the queued nodes, and every orphan if all are wanted. */
const takeQueue = step(
  'batch begins',
  (kernel) => ({ reads: [], writes: [...marks(kernel), ...system('ongoing', 'wanted', 'replies')] }),
  (world) => {
    const all = world.systemMark(OF_SYSTEM.wanted) === 1;
    world.emit(FACT['system-marked'], OF_SYSTEM.ongoing, all ? BATCH.all : BATCH.single);
    setSystem(world, OF_SYSTEM.wanted, 0);
    let asked = 0;
    for (const { id } of world.setup.devices) {
      const isAvailable = world.deviceMark(id, OF_NODE.orphan) || world.deviceMark(id, OF_NODE.multibound);
      const isAsked = world.deviceMark(id, OF_NODE.queued) || (all && isAvailable);
      if (!isAsked) continue;
      asked++;
      setNode(world, id, OF_NODE.queued, IN_BATCH);
      setNode(world, id, OF_NODE.orphan, 0);
    }
    setSystem(world, OF_SYSTEM.replies, asked);
    return 0;
  },
);

/** The next node of the batch after `after`; its request is then under way. */
const nextOfBatch = step(
  'next node of the batch',
  (kernel) => ({ reads: [], writes: marks(kernel) }),
  (world, after) => {
    const next = world.setup.devices.findIndex(
      ({ id }) => id > after && world.deviceMark(id, OF_NODE.queued) === IN_BATCH,
    );
    if (next >= 0) setNode(world, next, OF_NODE.queued, 0);
    return next;
  },
);

const repliesIn = step(
  'replies of the batch',
  () => ({ reads: system('replies'), writes: [] }),
  (world) => (world.systemMark(OF_SYSTEM.replies) === 0 ? 1 : 0),
);

/** 1: requests came meanwhile, they are the next batch; 0: the manager rests. */
const moreQueued = step(
  'queue empty?',
  (kernel) => ({ reads: [...marks(kernel), ...system('wanted')], writes: system('ongoing') }),
  (world) => {
    const queued = world.setup.devices.some(({ id }) => world.deviceMark(id, OF_NODE.queued) === WAITS);
    if (queued || world.systemMark(OF_SYSTEM.wanted) === 1) return 1;
    world.emit(FACT['system-marked'], OF_SYSTEM.ongoing, BATCH.none);
    return 0;
  },
);

function* batch(_kernel: Kernel): Process {
  yield takeQueue();
  yield call(ask_all, -1);
  yield waitFor(repliesIn());
  if (yield moreQueued()) return tail(batch);
  return 0;
}

/** All matches are asked before any reply is waited for. */
function* ask_all(kernel: Kernel, after: number): Process {
  const device = yield nextOfBatch(after);
  if (device < 0) return 0;
  yield spawn(workerIdentity(kernel, 'match of node', device), match_node, device);
  return tail(ask_all, device);
}

/** A reply that bound the node to a spec. */
const TO_SPEC = -1;

/**
 * OnMatchDriverCallback: without a driver or a place in a spec the node is an orphan, unless it is one that goes to
 * several composites. Starting a driver is another process's work.
 */
const replied = step(
  'match reply',
  (kernel, device) => ({
    reads: [objectOf('device', device)],
    writes: [objectOf('device-mark', device), ...specsOf(kernel, device), ...system('replies')],
  }),
  (world, device, answer) => {
    setSystem(world, OF_SYSTEM.replies, world.systemMark(OF_SYSTEM.replies) - 1);
    if (!isThere(world, device) || world.device(device, 'driver')) return 0;
    const several = world.deviceMark(device, OF_NODE.multibound) === 1;
    if (isParent(world, device) && !several) return 0;
    if (answer === SPEC && bindParent(world, device)) return TO_SPEC;
    if (answer > 0 && !several) return answer;
    if (!world.deviceMark(device, OF_NODE.multibound)) setNode(world, device, OF_NODE.orphan, 1);
    return 0;
  },
);

function* match_node(kernel: Kernel, device: number): Process {
  const answer = yield replied(device, yield matchDriver(device));
  if (answer === TO_SPEC)
    for (const composite of compositesOf(kernel, device))
      yield* holding(deviceLock(composite), assemble, composite);
  // A5.3: whatever the start answers, no other driver is tried and the node is not made an orphan again.
  if (answer > 0) yield* holding(deviceLock(device), start_in_slot, answer - 1, device);
  return 0;
}

/** A5.7: the composite node comes with the last of its parents, and the driver of its spec is started on it. */
function* assemble(_kernel: Kernel, device: number): Process {
  const driver = (yield isComplete(device)) - 1;
  if (driver < 0) return 0;
  yield call(device_found, device);
  return yield call(start_in_slot, driver, device);
}
