/**
 * What stays as it is from here on, whatever anybody does. Who would load a module that is live and that nobody can
 * remove will find it live; who finds its load begun, where no load can fail, will never load it himself. An explorer
 * that knows need not fear his registrations any more (explore/futures.ts).
 *
 * Two bits per module: its load has begun for good, and it is live for good. Modules above the limit have none.
 */
import type { Settled } from '../engine/effect.ts';
import { ABSENT, COMING, LIVE, objectOf, UNFORMED } from '../model/layout.ts';
import type { LinuxWorld } from './kernel.ts';

/** A word has room for as many. */
const MODULES_MAX = 15;

const begunBit = (module: number): number => (module < MODULES_MAX ? 1 << (2 * module) : 0);
const liveBit = (module: number): number => (module < MODULES_MAX ? 2 << (2 * module) : 0);

/** Whether a module that is live stays so (10.8 delete_module is the only way out). */
export const isLiveForGood = (settled: number, module: number): boolean => (settled & liveBit(module)) !== 0;

/** All bits of a world. Once set they stay set in everything that can follow. */
export function settledIn(world: LinuxWorld): number {
  const { modules } = world.kernel;
  let settled = 0;
  for (let module = 0; module < modules.length && module < MODULES_MAX; module++) {
    const { stays = 'never' } = modules[module] ?? {};
    const state = stays === 'never' ? ABSENT : world.module(module, 'state');
    if (state === LIVE) settled |= begunBit(module) | liveBit(module);
    else if (stays === 'begun' && hasBegun(world, module, state)) settled |= begunBit(module);
  }
  return settled;
}

/** Past the look for what it needs nothing can go wrong any more (10.8.3). */
function hasBegun(world: LinuxWorld, module: number, state: number): boolean {
  if (state === COMING) return true;
  return state === UNFORMED && world.setup.modules[module]?.depends.length === 0;
}

const NOTHING = { reads: [], writes: [] };

/** A look whether a module is live: for good, so there is nothing to see; `result` is what it comes back with. */
export const seesLive =
  (result: number) =>
  (settled: number, module: number): Settled | undefined =>
    isLiveForGood(settled, module) ? { touches: NOTHING, can: (answer) => answer === result } : undefined;

/** The attempt to begin a load: `ours` is its result if nobody has begun one. */
export function findsBegun(ours: number, settled: number, module: number): Settled | undefined {
  if (isLiveForGood(settled, module)) return { touches: NOTHING, can: (answer) => answer === LIVE };
  if ((settled & begunBit(module)) === 0) return undefined;
  return { touches: { reads: [objectOf('module', module)], writes: [] }, can: (answer) => answer !== ours };
}
