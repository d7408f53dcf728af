/** Rules that somebody proposed and nobody runs: those of the 2021 thread, and the same with their holes closed. */
import { FLAVOUR } from './flavour.ts';
import { OVERRIDE_ONLY } from './override-only.ts';
import { PRIORITY_SYSTEMS } from './priority.ts';
import { SOFTDEP_OVERRIDE } from './softdep.ts';
import { USER_SPACE } from './user-space.ts';
import type { System } from '../system.ts';

export const PROPOSALS = {
  'override-only': OVERRIDE_ONLY,
  'softdep-override': SOFTDEP_OVERRIDE,
  flavour: FLAVOUR,
  'user-space': USER_SPACE,
  ...PRIORITY_SYSTEMS,
} as const satisfies Record<string, System>;
