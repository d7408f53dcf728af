/**
 * What udev's `kmod load MODALIAS` and an administrator's `modprobe` set out to do (reference 10.4, 10.7):
 * every module the name stands for, one after the other, each with its list. Errors of one target never stop
 * the next. What is live is for the caller to see: it skips a live target, and within a list whatever is live
 * or built in.
 */
import type { Found, KmodIndex } from './kmod.ts';
import type { LoadStep } from './probe-list.ts';

/** Why a target is left out from the start. */
export type SkipReason = 'builtin' | 'blacklisted' | 'missing';

export interface LoadTarget {
  readonly module: string;
  readonly skip: SkipReason | null;
  /** Empty if skipped. */
  readonly steps: readonly LoadStep[];
}

export interface LoadPlan {
  /** The name or modalias as asked. */
  readonly asked: string;
  /** In the order in which they are loaded. Empty: nothing is known by this name. */
  readonly targets: readonly LoadTarget[];
  readonly notes: readonly string[];
}

/** Which blacklist rule counts (10.7): udev's for all targets, modprobe's for those found by alias. */
type BlacklistUse = 'all' | 'aliases';

function skipReason(index: KmodIndex, { module, via }: Found, use: BlacklistUse): SkipReason | null {
  if (index.isBuiltin(module)) return 'builtin';
  if (index.isBlacklisted(module) && (use === 'all' || via !== null)) return 'blacklisted';
  return null;
}

interface PlanOptions {
  readonly use: BlacklistUse;
  readonly ignoreInstall: boolean;
}

function makePlan(index: KmodIndex, asked: string, { use, ignoreInstall }: PlanOptions): LoadPlan {
  const notes: string[] = [];
  const targets = index.find(asked).map((found): LoadTarget => {
    const { module } = found;
    const skip = skipReason(index, found, use);
    if (skip !== null) return { module, skip, steps: [] };
    const { steps, cut } = index.expand(found, ignoreInstall);
    if (cut) notes.push(`the load list of ${module} is too long; its end is left out`);
    for (const { replacedBy } of steps) if (replacedBy?.note) notes.push(replacedBy.note);
    // An unknown name behind a config alias: nothing to load, unless an install line makes something of it.
    const own = steps.find((step) => step.module === module);
    if (!index.isKnown(module) && own?.replacedBy === undefined)
      return { module, skip: 'missing', steps: [] };
    return { module, skip, steps };
  });
  return { asked, targets, notes: [...new Set(notes)] };
}

/** udev's builtin `kmod load`: blacklisted targets are skipped, however they were found. */
export function planEvent(index: KmodIndex, modalias: string): LoadPlan {
  return makePlan(index, modalias, { use: 'all', ignoreInstall: false });
}

export interface ModprobeOptions {
  /** -i: the target's install line and softdeps do not count. */
  readonly ignoreInstall?: boolean;
  /** -b: the blacklist counts for names too. */
  readonly useBlacklist?: boolean;
}

/** `modprobe NAME` or `modprobe ALIAS`: a blacklisted module is skipped by alias and loaded by name. */
export function planModprobe(index: KmodIndex, name: string, options: ModprobeOptions = {}): LoadPlan {
  const { ignoreInstall = false, useBlacklist = false } = options;
  return makePlan(index, name, { use: useBlacklist ? 'all' : 'aliases', ignoreInstall });
}
