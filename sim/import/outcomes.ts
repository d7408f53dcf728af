/**
 * How a driver's probe may answer on a device, judged from what was bound in the dump. The first answer is
 * the one of the boring run, chosen so that this run ends as the dump does where the dump tells.
 */
import { DECIDED, REFUSES_CLASS_ONLY, REVISIONS } from './curated.ts';
import type { ModuleDatabase } from './database.ts';
import type { ResolvedDevice } from './resolve.ts';

export interface Judged {
  /** Possible answers; the boring one first. */
  readonly may: readonly string[];
  /** Why, if not simply because the dump shows it bound. */
  readonly because: string | null;
}

const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

/** What is known of this driver whatever the dump shows. */
function known({ device }: ResolvedDevice, module: string, matches: readonly string[]): Judged | null {
  const revisions = REVISIONS[module];
  if (revisions !== undefined && device.revision !== null) {
    const accepted = revisions.includes(device.revision);
    const because = `serves revision ${revisions.map(hex).join(', ')} only; this is ${hex(device.revision)}`;
    return { may: [accepted ? 'ok' : 'ENODEV'], because };
  }
  if (REFUSES_CLASS_ONLY.includes(module) && matches.every((pattern) => /^pci:v[^d]*d\*/.test(pattern))) {
    return { may: ['ENODEV'], because: 'refuses devices that it matches by class only' };
  }
  return null;
}

/** The answer of a module that settles with the bound one, in both their probes, who takes the device. */
function decided(module: string, winner: string): Judged | null {
  for (const { modules, answers } of DECIDED) {
    const loser = modules.indexOf(module);
    if (loser < 0 || modules[1 - loser] !== winner) continue;
    const answer = answers[loser];
    if (answer !== undefined)
      return { may: [answer], because: `agrees with ${winner}, which the dump shows bound` };
  }
  return null;
}

/** What a probe may answer where the dump and the curated tables say nothing. */
export const UNCERTAIN: readonly string[] = ['ok', 'ENODEV'];

export interface Evidence extends Pick<ModuleDatabase, 'modules'> {
  readonly uncertain: readonly string[];
}

/** Judges one driver on one device. `matches`: the patterns by which it matches. */
export function judge(
  { modules, uncertain }: Evidence,
  resolved: ResolvedDevice,
  module: string,
  matches: readonly string[],
): Judged {
  const { bound } = resolved;
  if (bound?.is === 'candidate' && bound.module === module) return { may: ['ok'], because: null };
  const sure = known(resolved, module, matches);
  if (sure !== null) return sure;
  if (bound?.is !== 'candidate') {
    const seen = bound === null ? 'nothing bound' : `${bound.driver}, no candidate here,`;
    return { may: uncertain, because: `may refuse: the dump shows ${seen} on it` };
  }
  const settled = decided(module, bound.module);
  if (settled !== null) return settled;
  const order = (name: string): number => modules.get(name)?.order ?? Infinity;
  // Loaded before the winner and still not bound: it most likely refused. Loaded after it: it was never
  // asked.
  return order(module) < order(bound.module)
    ? { may: ['ENODEV', 'ok'], because: `loads before ${bound.driver}, which the dump shows bound` }
    : { may: uncertain, because: `loads after ${bound.driver}, which the dump shows bound` };
}
