/** Fuchsia's own words in a world, by place: of a node, and of the whole. */
import type { Marks } from '../../model/setup.ts';

/**
 * Marks of the whole: whether a batch runs, all are wanted next, base drivers are resolved, replies that are missing.
 */
export const OF_SYSTEM = { ongoing: 0, wanted: 1, base: 2, replies: 3 } as const;
/** What `ongoing` says: no batch, one is about to begin, one of single nodes runs, one of all that are available. */
export const BATCH = { none: 0, begins: 1, single: 2, all: 3 } as const;
/**
 * Marks of a node: it is an orphan; it waits for the next batch (1) or is in the one that runs (2); it is one that goes
 * to several composites and is asked again with the orphans. Of a composite node: its spec has been added, the
 * driver + 1 of its spec, and from there on its parents + 1, the primary one first.
 */
export const OF_NODE = { orphan: 0, queued: 1, multibound: 2, spec: 3, matched: 4, parent: 5 } as const;
/** Traits that name the parents of a composite node, in their order. */
export const PARENTS = ['primary', 'parent-2', 'parent-3', 'parent-4'] as const;

export const MARKS: Marks = {
  device: ['orphan', 'queued', 'multibound', 'spec', 'matched', ...PARENTS],
  driver: [],
  system: Object.keys(OF_SYSTEM),
  pair: null,
  slots: false,
};
