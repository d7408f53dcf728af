/**
 * The shortest schedule to each outcome: fewest deviations from the boring run, then fewest turns. A search in
 * order of that cost (Dijkstra with costs 0 and 1) over machine states together with the process that ran
 * last, because going on with it is what costs nothing. No reduction: a reduced search keeps the outcomes, not
 * the shortest way to them. Turns that deviate are taken only when schedules with as many deviations are due: the last
 * level, by far the largest, is mostly never made.
 */
import { PriorityQueue } from 'js-sdsl';
import { CHOOSE, type Turn } from '../engine/effect.ts';
import { OutOfSlots } from '../engine/machine.ts';
import { StateSet } from './states.ts';
import type { Budget, Subject } from './subject.ts';

/** One turn of a schedule on a machine whose slots are given out as in a run. */
export interface SlotMove {
  readonly slot: number;
  readonly answer: number;
}

export interface Shortest {
  readonly deviations: number;
  readonly moves: readonly SlotMove[];
}

export interface ShortestResult {
  /** By the names of the targets that were found. */
  readonly found: ReadonlyMap<string, Shortest>;
  /** All targets found, or nothing left to search: what was found is provably shortest either way. */
  readonly complete: boolean;
  readonly states: number;
}

/** Names of targets that lie at this memory, where runs may go on. It may leave the machine anywhere. */
export type Milestones = (memory: Int32Array) => readonly string[];

/**
 * Finds the shortest schedules to these endings and broken claims, as `Subject` names them, and to these
 * milestones.
 */
export function shortest<W>(
  subject: Subject<W>,
  targets: ReadonlySet<string>,
  budget: Budget = {},
  milestones?: Milestones,
): ShortestResult {
  return new ShortestSearch(subject, targets, { budget, milestones }).run();
}

interface Node {
  /** Of the node itself; with `deviates`, of the cheapest turns. */
  readonly cost: number;
  readonly id: number;
  /** What is to be taken from it: the boring turn, or all others. */
  readonly deviates: boolean;
  /** When the search would come to the node if no turn were put off: ways as short as each other go by it. */
  readonly birth: number;
}

/** How a claim breaks. */
interface Way {
  readonly cost: number;
  readonly node: number;
  readonly move: SlotMove;
  readonly birth: number;
}

/** Costs order deviations first; no run has this many turns. */
const PER_DEVIATION = 1 << 26;
/** Births order nodes by when their first parent was expanded, then by the turn. No state has this many turns. */
const PER_EXPANSION = 1 << 16;

const isBefore = (a: Node, b: Node): number =>
  a.cost - b.cost || Number(b.deviates) - Number(a.deviates) || a.birth - b.birth;

class ShortestSearch<W> {
  private readonly subject: Subject<W>;
  private readonly targets: Set<string>;
  private readonly budget: Budget;
  private readonly milestones: Milestones | undefined;
  private readonly states: StateSet;
  /** State and last slot together: of what is reached, and of the node at hand; and its memory alone. */
  private readonly row: Int32Array;
  private readonly from: Int32Array;
  private readonly memory: Int32Array;
  private readonly queue = new PriorityQueue<Node>([], isBefore);
  private readonly costs: number[] = [];
  private readonly births: number[] = [];
  /** By node: how many were expanded before it. */
  private readonly expansions: number[] = [];
  private expanded = 0;
  private readonly parents: number[] = [];
  private readonly moves: SlotMove[] = [];
  private readonly done: boolean[] = [];
  /** Best so far for broken claims: they happen on an edge, so the node before it and the edge are kept. */
  private readonly best = new Map<string, Way>();
  private readonly found = new Map<string, Shortest>();

  constructor(
    subject: Subject<W>,
    targets: ReadonlySet<string>,
    { budget, milestones }: { readonly budget: Budget; readonly milestones: Milestones | undefined },
  ) {
    this.subject = subject;
    this.targets = new Set(targets);
    this.budget = budget;
    this.milestones = milestones;
    this.row = new Int32Array(subject.machine.memory.length + 1);
    this.from = this.row.slice();
    this.memory = this.from.subarray(0, -1);
    this.states = new StateSet(this.row.length);
  }

  run(): ShortestResult {
    this.reach(-1, { slot: -1, answer: 0 }, 0, 0);
    for (let next = this.queue.pop(); next; next = this.queue.pop()) {
      if (!next.deviates && (this.done[next.id] || next.cost > (this.costs[next.id] as number))) continue;
      this.settle(next.cost);
      if (this.targets.size === 0) break;
      if (this.overBudget()) return { found: this.found, complete: false, states: this.states.size };
      this.done[next.id] = true;
      if (next.deviates) this.deviate(next.id);
      else this.expand(next.id, next.cost);
    }
    this.settle(Infinity);
    return { found: this.found, complete: true, states: this.states.size };
  }

  private overBudget(): boolean {
    const { states = Infinity, bytes = Infinity, expired } = this.budget;
    if (this.states.size > states) return true;
    return this.costs.length % 256 === 0 && (this.states.bytes > bytes || expired?.() === true);
  }

  /** Broken claims whose best way costs no more than what is still to come are final. */
  private settle(cost: number): void {
    for (const [name, way] of this.best) {
      if (way.cost > cost) continue;
      this.best.delete(name);
      this.keep(name, way.cost, [...this.pathTo(way.node), way.move]);
    }
  }

  private keep(name: string, cost: number, moves: readonly SlotMove[]): void {
    if (!this.targets.delete(name)) return;
    this.found.set(name, { deviations: Math.floor(cost / PER_DEVIATION), moves });
  }

  /** Takes the boring turn from a node, if it is no ending. */
  private expand(node: number, cost: number): void {
    const { machine } = this.subject;
    const birth = (this.expansions[node] = ++this.expanded) * PER_EXPANSION;
    if (this.milestones) this.passMilestones(node, cost);
    const ready = this.readyIn(node);
    const [boring] = ready;
    if (boring === undefined) {
      this.note(this.subject.broken(true), { cost, node, move: { slot: -1, answer: 0 }, birth });
      this.keep(this.subject.ending(), cost, this.pathTo(node));
      return;
    }
    if (ready.length > 1 || answersOf(machine.turnOf(boring)) > 1)
      this.queue.push({ cost: cost + PER_DEVIATION + 1, id: node, deviates: true, birth });
    this.take(node, { slot: boring, answer: 0 }, cost + 1, birth);
  }

  /** Targets that are reached in a state, and not by ending there. */
  private passMilestones(node: number, cost: number): void {
    this.states.restore(node, this.from);
    for (const name of this.milestones?.(this.memory.slice()) ?? []) this.keep(name, cost, this.pathTo(node));
  }

  /** Takes all turns but the boring one. */
  private deviate(node: number): void {
    const { machine } = this.subject;
    const cost = this.costs[node] as number;
    let birth = (this.expansions[node] as number) * PER_EXPANSION;
    this.readyIn(node).forEach((slot, position) => {
      const answers = answersOf(machine.turnOf(slot));
      for (let answer = position === 0 ? 1 : 0; answer < answers; answer++) {
        machine.memory.set(this.memory);
        const dearer = (position > 0 ? PER_DEVIATION : 0) + (answer > 0 ? PER_DEVIATION : 0) + 1;
        this.take(node, { slot, answer }, cost + dearer, ++birth);
      }
      machine.memory.set(this.memory);
    });
  }

  /** Brings the machine into the state of a node and tells who is ready there, the boring one first. */
  private readyIn(node: number): number[] {
    this.states.restore(node, this.from);
    this.subject.machine.memory.set(this.memory);
    return this.readyAfter(this.from[this.from.length - 1] as number);
  }

  /** As run.ts orders its options: who ran last, then by slot. */
  private readyAfter(last: number): number[] {
    const { machine } = this.subject;
    const ready: number[] = [];
    for (let slot = 0; slot < machine.slots; slot++)
      if (slot !== last && machine.isReady(slot)) ready.push(slot);
    if (last >= 0 && machine.isReady(last)) ready.unshift(last);
    return ready;
  }

  private take(node: number, move: SlotMove, cost: number, birth: number): void {
    if (!this.performed(move)) return;
    this.note(this.subject.broken(false), { cost, node, move, birth });
    this.reach(node, move, cost, birth);
  }

  /** False where the machine has no room for another process: such a path is not followed. */
  private performed({ slot, answer }: SlotMove): boolean {
    try {
      this.subject.machine.moved();
      this.subject.machine.perform(slot, answer);
      return true;
    } catch (error) {
      if (error instanceof OutOfSlots) return false;
      throw error;
    }
  }

  private note(names: readonly string[], way: Way): void {
    for (const name of names) {
      const known = this.best.get(name);
      if (this.targets.has(name) && (!known || isShorter(way, known.cost, known.birth)))
        this.best.set(name, way);
    }
  }

  /** The machine stands in a state that this move leads to. */
  private reach(parent: number, move: SlotMove, cost: number, birth: number): void {
    this.row.set(this.subject.machine.memory);
    this.row[this.row.length - 1] = move.slot;
    const id = this.states.add(this.row);
    const known = this.costs[id];
    const first = Math.min(this.births[id] ?? birth, birth);
    if (known !== undefined && !isShorter({ cost, birth }, known, this.births[id] as number)) return;
    this.births[id] = first;
    this.costs[id] = cost;
    this.parents[id] = parent;
    this.moves[id] = move;
    this.queue.push({ cost, id, deviates: false, birth: first });
  }

  private pathTo(node: number): SlotMove[] {
    const path: SlotMove[] = [];
    for (let at = node; at >= 0 && (this.parents[at] as number) >= 0; at = this.parents[at] as number) {
      path.push(this.moves[at] as SlotMove);
    }
    return path.reverse();
  }
}

const answersOf = <W>(turn: Turn<W> | undefined): number => (turn?.is === CHOOSE ? turn.options.length : 1);

const isShorter = (way: Pick<Way, 'cost' | 'birth'>, cost: number, birth: number): boolean =>
  way.cost < cost || (way.cost === cost && way.birth < birth);
