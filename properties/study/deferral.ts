/** Operations of the study's model on the deferred list, with what they touch; and what of them stays for ever. */
import { operation } from '../../sim/engine/effect.ts';
import {
  BOUND,
  DEFER,
  DEFERS,
  DEFERS_MAX,
  NOTHING,
  deferral,
  deviceWord,
  isListed,
  isPending,
  lengthOf,
  pendingList,
  set,
  word,
  type StudyKernel,
  type StudyWorld,
} from './layout.ts';
import { withoutDriver } from './world.ts';

const isDeferred = (world: StudyWorld, d: number): boolean =>
  isPending(world, d) || isListed(world, world.kernel.active, d);

/** The probe wants to be tried again: onto the deferred list, unless it is on one already. */
export const defer = operation<StudyWorld>(
  'defer',
  (kernel: StudyKernel, d) => ({
    reads: [],
    writes: [kernel.device + d, deferral(kernel, d), pendingList(kernel)],
  }),
  (world, d) => {
    const { device, pending, devices } = world.kernel;
    set(world, device + d, withoutDriver(deviceWord(world, d) + DEFER));
    if (!isDeferred(world, d)) set(world, pending + lengthOf(world, pending, devices), d + 1);
    return 0;
  },
  (world, d) => {
    const { kernel } = world;
    const list = isDeferred(world, d) ? [] : [pendingList(kernel)];
    return { reads: [], writes: [kernel.device + d, deferral(kernel, d), ...list] };
  },
);

const everyDeferral = ({ all }: StudyKernel): readonly number[] => all.deferrals.reads;

function countDeferrals(world: StudyWorld): number {
  let count = 0;
  for (let d = 0; d < world.kernel.devices; d++) count += (deviceWord(world, d) & DEFERS) / DEFER;
  return count;
}

/** The device will not be deferred again, whatever happens: it is bound, or has been deferred often enough. */
const isSettled = (world: StudyWorld, d: number): boolean => {
  const now = deviceWord(world, d);
  return (now & BOUND) !== 0 || (now & DEFERS) >= DEFERS_MAX * DEFER || world.kernel.outcomes < 3;
};

/** Nothing is waiting to be triggered, and nothing ever will be. */
const isOver = (world: StudyWorld): boolean => {
  const { pending, devices } = world.kernel;
  if (word(world, pending) !== 0) return false;
  for (let d = 0; d < devices; d++) if (!isSettled(world, d)) return false;
  return true;
};

/** All that is deferred becomes active. */
export const trigger = operation<StudyWorld>(
  'trigger deferred probing',
  (kernel: StudyKernel) => ({ reads: [], writes: [pendingList(kernel), ...everyDeferral(kernel)] }),
  (world) => {
    const { pending, active, devices } = world.kernel;
    let end = lengthOf(world, active, devices);
    for (let i = 0; i < devices && word(world, pending + i) !== 0; i++) {
      set(world, active + end++, word(world, pending + i));
      set(world, pending + i, 0);
    }
    return 0;
  },
  (world) => {
    const { all, pending, devices } = world.kernel;
    let moved = 0;
    for (let i = 0; i < devices && word(world, pending + i) !== 0; i++)
      moved |= 1 << (word(world, pending + i) - 1);
    const touched = moved === 0 ? all.pending : all.moves[moved];
    return isOver(world) ? NOTHING : (touched ?? NOTHING);
  },
);

/** 1 if there were more deferrals than `seen`: so it stays. */
export const deferredMoreOften = operation<StudyWorld>(
  'were there more deferrals',
  ({ all }: StudyKernel) => all.deferrals,
  (world, seen) => (countDeferrals(world) > seen ? 1 : 0),
  (world, seen) => (countDeferrals(world) > seen || isOver(world) ? NOTHING : world.kernel.all.deferrals),
);

/** Not zero if a deferred device is to be tried again: so it stays until the worker, and nobody else, takes it. */
export const someActive = operation<StudyWorld>(
  'is something active',
  ({ all }: StudyKernel) => all.deferrals,
  (world) => word(world, world.kernel.active),
  (world) => (word(world, world.kernel.active) !== 0 || isOver(world) ? NOTHING : world.kernel.all.deferrals),
);

/** Takes the first active device off its list. */
export const takeActive = operation<StudyWorld>(
  'take the first active device',
  (kernel: StudyKernel) => ({ reads: [], writes: everyDeferral(kernel) }),
  (world) => {
    const { active, devices } = world.kernel;
    const first = word(world, active) - 1;
    world.words.copyWithin(active, active + 1, active + devices);
    set(world, active + devices - 1, 0);
    return first;
  },
  (world) => {
    // That it is on a list matters to nobody but those who would put it there once more.
    const first = word(world, world.kernel.active) - 1;
    return isSettled(world, first) ? NOTHING : (world.kernel.all.ownDeferral[first] ?? NOTHING);
  },
);
