/**
 * Footprints by number. Turns and futures have few distinct ones, so whether two are in conflict is worked out once and
 * is a look into a table from then on.
 */
import type { Footprint } from '../engine/effect.ts';
import { conflict, put, unite, type ObjectBook, type Touched } from './objects.ts';

const INDEPENDENT = 1;
export const CONFLICT = 2;

const READ = 0;
const WRITE = 1;
const MERGE = 2;

export class Footprints {
  private readonly book: ObjectBook;
  private readonly all: Touched[] = [];
  /** By number: whether it changes nothing. */
  private readonly looks: boolean[] = [];
  private readonly numbers = new Map<string, number>();
  /** By two numbers; 0: not known yet. */
  private readonly verdicts: Uint8Array[] = [];
  /** By number: all footprints together that were told to be independent of it. */
  private readonly cleared: Touched[] = [];
  /** The footprint of the moment: its objects, and what is done to each. */
  private objects = new Int32Array(64);
  private uses = new Uint8Array(64);
  private objectCount = 0;

  constructor(book: ObjectBook) {
    this.book = book;
  }

  /** Equal footprints have equal numbers. */
  numberOf(touched: Touched): number {
    const key = `${touched.reads.join()};${touched.writes.join()};${touched.merges.join()}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.all.length;
      this.numbers.set(key, number);
      this.all.push(touched);
      this.verdicts.push(new Uint8Array(64));
      this.cleared.push(this.book.none());
      this.looks.push([...touched.writes, ...touched.merges].every((word) => word === 0));
    }
    return number;
  }

  /** Whether it changes nothing. */
  isLook(number: number): boolean {
    return this.looks[number] === true;
  }

  /** Whether two numbered footprints depend on each other. */
  conflict(a: number, b: number): boolean {
    const verdict = (this.verdicts[a] as Uint8Array)[b];
    return verdict ? verdict === CONFLICT : this.judge(a, b);
  }

  /** What is known so far of one footprint against each other: CONFLICT, something else, or nothing. */
  verdictsOf(a: number): Uint8Array {
    return this.verdicts[a] as Uint8Array;
  }

  private judge(a: number, b: number): boolean {
    let row = this.verdicts[a] as Uint8Array;
    if (b >= row.length) {
      const longer = new Uint8Array(b * 2);
      longer.set(row);
      this.verdicts[a] = row = longer;
    }
    const found = conflict(this.all[a] as Touched, this.all[b] as Touched);
    row[b] = found ? CONFLICT : INDEPENDENT;
    if (!found) unite(this.cleared[b] as Touched, this.all[a] as Touched);
    return found;
  }

  /** Whether all that was told to be independent of `old` is independent of `larger` as well; from now on it stands. */
  mayGrow(old: number, larger: number): boolean {
    const cleared = this.cleared[old] as Touched;
    unite(this.cleared[larger] as Touched, cleared);
    return !conflict(cleared, this.all[larger] as Touched);
  }

  /** Takes down a footprint that is worth no number, to be asked about with `momentConflict`. */
  setMoment({ reads, writes, merges }: Footprint): void {
    this.objectCount = 0;
    for (let i = 0; i < reads.length; i++) this.addToMoment(reads[i] as number, READ);
    for (let i = 0; i < writes.length; i++) this.addToMoment(writes[i] as number, WRITE);
    if (merges) for (let i = 0; i < merges.length; i++) this.addToMoment(merges[i] as number, MERGE);
  }

  /** Whether the footprint of the moment and a numbered one depend on each other. */
  momentConflict(number: number): boolean {
    const { reads, writes, merges } = this.all[number] as Touched;
    for (let i = 0; i < this.objectCount; i++) {
      const object = this.objects[i] as number;
      const use = this.uses[i];
      const word = object >>> 5;
      let others = writes[word] as number;
      if (use !== MERGE) others |= merges[word] as number;
      if (use !== READ) others |= reads[word] as number;
      if ((others >>> (object & 31)) & 1) return true;
    }
    this.clearMoment(number);
    return false;
  }

  private clearMoment(number: number): void {
    const { reads, writes, merges } = this.cleared[number] as Touched;
    for (let i = 0; i < this.objectCount; i++) {
      const use = this.uses[i];
      put(use === READ ? reads : use === WRITE ? writes : merges, this.objects[i] as number);
    }
  }

  private addToMoment(object: number, use: number): void {
    if (this.objectCount === this.objects.length) {
      this.objects = Int32Array.from({ length: this.objectCount * 2 }, (_, i) => this.objects[i] ?? 0);
      this.uses = Uint8Array.from({ length: this.objectCount * 2 }, (_, i) => this.uses[i] ?? 0);
    }
    this.objects[this.objectCount] = this.book.object(object);
    this.uses[this.objectCount++] = use;
  }
}
