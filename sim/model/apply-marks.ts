/** What the facts that only systems other than Linux make do to the words of the world (apply.ts has all others). */
import type { FactName } from './facts.ts';
import { OUTCOME } from './outcome.ts';
import type { World } from './world.ts';

type Apply = (world: World, a: number, b: number, c: number) => void;

const tells: Apply = () => {};

const pairIndex = (world: World, device: number, driver: number): number =>
  driver * world.layout.devices + device;

function setMark(world: World, of: 'device' | 'driver', id: number, mark: number, value: number): void {
  world.words[world.layout.marks[of] + id * world.setup.marks[of].length + mark] = value;
}

/** What the driver said last on this device: outcome + 1, 0 for nothing. */
function answer(world: World, device: number, driver: number, said: number): void {
  const at = world.pairAt(driver, device);
  world.words[at] = ((world.words[at] ?? 0) & ~0xff) | said;
}

export const APPLY_MARKS = {
  bid: tells,
  'device-marked': (w, d, mark, value) => setMark(w, 'device', d, mark, value),
  'driver-marked': (w, k, mark, value) => setMark(w, 'driver', k, mark, value),
  'system-marked': (w, mark, value) => {
    w.words[w.layout.marks.system + mark] = value;
  },
  'pair-marked': (w, d, k, value) => {
    w.words[w.layout.marks.pair + pairIndex(w, d, k)] = value;
  },
  'slot-bound': (w, d, k) => {
    w.words[w.layout.marks.slot + pairIndex(w, d, k)] = 1;
    answer(w, d, k, OUTCOME.ok + 1);
  },
  'slot-released': (w, d, k) => {
    w.words[w.layout.marks.slot + pairIndex(w, d, k)] = 0;
    answer(w, d, k, 0);
  },
  'better-noticed': tells,
} as const satisfies Partial<Record<FactName, Apply>>;
