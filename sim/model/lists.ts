/**
 * The kernel's lists inside the flat memory: klists with iterators that stand on nodes (reference 2.4), the list of a
 * driver's bound devices, and the two deferred queues. Pointers hold id + 1; 0 is none.
 */

/** Where a doubly linked list keeps its ends and its nodes' fields. */
export interface ListAt {
  readonly first: number;
  readonly last: number;
  /** Word offset of node 0's fields, and the distance to the next node's. */
  readonly base: number;
  readonly stride: number;
}

/** Fields of a klist node, in this order from the node's base. */
const LISTED = 0;
const NEXT = 1;
const PREV = 2;
const STOOD = 3;

const ON = 1;
const DELETED = 2;

const fieldAt = (list: ListAt, id: number, field: number): number => list.base + id * list.stride + field;

/** Appends a node at the tail (2.4.3: a walk that has not ended will visit it). */
export function klistAppend(words: Int32Array, list: ListAt, id: number): void {
  // Only a quirk inserts a node twice. The kernel's list would be cut, or a walk go round for ever; a run must end.
  if (words[fieldAt(list, id, LISTED)] !== 0) unlink(words, list, id);
  const last = words[list.last] ?? 0;
  words[fieldAt(list, id, LISTED)] = ON;
  words[fieldAt(list, id, NEXT)] = 0;
  words[fieldAt(list, id, PREV)] = last;
  if (last === 0) words[list.first] = id + 1;
  else words[fieldAt(list, last - 1, NEXT)] = id + 1;
  words[list.last] = id + 1;
}

/** Marks a node deleted; it leaves the list at once unless an iterator stands on it (2.4.4). */
export function klistDelete(words: Int32Array, list: ListAt, id: number): void {
  words[fieldAt(list, id, LISTED)] = DELETED;
  if (words[fieldAt(list, id, STOOD)] === 0) unlink(words, list, id);
}

/** An iterator stands on a node, which stays in memory until it leaves. */
export function klistStand(words: Int32Array, list: ListAt, id: number): void {
  words[fieldAt(list, id, STOOD)] = (words[fieldAt(list, id, STOOD)] ?? 0) + 1;
}

/** An iterator moves on: the last one to leave a deleted node takes it off the list. */
export function klistLeave(words: Int32Array, list: ListAt, id: number): void {
  const stood = (words[fieldAt(list, id, STOOD)] ?? 0) - 1;
  words[fieldAt(list, id, STOOD)] = stood;
  if (stood === 0 && words[fieldAt(list, id, LISTED)] === DELETED) unlink(words, list, id);
}

/** The next node that is not deleted, after `current` (-1: from the head); -1 at the end. */
export function klistNext(words: Int32Array, list: ListAt, current: number): number {
  let node = current < 0 ? words[list.first] : words[fieldAt(list, current, NEXT)];
  while (node && words[fieldAt(list, node - 1, LISTED)] !== ON) node = words[fieldAt(list, node - 1, NEXT)];
  return (node ?? 0) - 1;
}

function unlink(words: Int32Array, list: ListAt, id: number): void {
  const next = words[fieldAt(list, id, NEXT)] ?? 0;
  const prev = words[fieldAt(list, id, PREV)] ?? 0;
  if (prev === 0) words[list.first] = next;
  else words[fieldAt(list, prev - 1, NEXT)] = next;
  if (next === 0) words[list.last] = prev;
  else words[fieldAt(list, next - 1, PREV)] = prev;
  words[fieldAt(list, id, LISTED)] = 0;
  words[fieldAt(list, id, NEXT)] = 0;
  words[fieldAt(list, id, PREV)] = 0;
}

/** Where a singly linked queue keeps its ends and its nodes' link. */
export interface QueueAt {
  readonly first: number;
  readonly last: number;
  readonly nextOf: (id: number) => number;
}

/** Puts `id` at the end. It must not be in the queue. */
export function queueAppend(words: Int32Array, queue: QueueAt, id: number): void {
  const last = words[queue.last] ?? 0;
  words[queue.nextOf(id)] = 0;
  if (last === 0) words[queue.first] = id + 1;
  else words[queue.nextOf(last - 1)] = id + 1;
  words[queue.last] = id + 1;
}

/** Takes `id` out, wherever it is. */
export function queueRemove(words: Int32Array, queue: QueueAt, id: number): void {
  let before = -1;
  let at = (words[queue.first] ?? 0) - 1;
  while (at >= 0 && at !== id) {
    before = at;
    at = (words[queue.nextOf(at)] ?? 0) - 1;
  }
  if (at < 0) return;
  const next = words[queue.nextOf(id)] ?? 0;
  if (before < 0) words[queue.first] = next;
  else words[queue.nextOf(before)] = next;
  if (next === 0) words[queue.last] = before + 1;
  words[queue.nextOf(id)] = 0;
}
