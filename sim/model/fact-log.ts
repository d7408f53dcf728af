/** The record of a run: facts as integers with their times and authors, decoded to names only when somebody reads. */
import { FACTS, type FactName, type Role } from './facts.ts';
import { CAUSES, OUTCOMES, STAGES, UEVENTS } from './outcome.ts';
import type { Setup } from './setup.ts';
import { FACT_NAMES } from './world.ts';

const WORDS = 5;

/** One fact with names. `at` is in nanoseconds of virtual time; `values` by role. */
export interface NamedFact {
  readonly at: number;
  readonly by: string;
  readonly is: FactName;
  readonly step: string;
  readonly values: Readonly<Partial<Record<Role, string | number>>>;
}

export class FactLog {
  private words = new Int32Array(1024);
  private times = new Float64Array(256);
  private count = 0;
  private readonly nameOf: (identity: number) => string;

  constructor(nameOf: (identity: number) => string) {
    this.nameOf = nameOf;
  }

  get length(): number {
    return this.count;
  }

  add(at: number, identity: number, fact: number, a: number, b: number, c: number): void {
    if ((this.count + 1) * WORDS > this.words.length) this.grow();
    const base = this.count * WORDS;
    const { words } = this;
    words[base] = identity;
    words[base + 1] = fact;
    words[base + 2] = a;
    words[base + 3] = b;
    words[base + 4] = c;
    this.times[this.count++] = at;
  }

  /** How often a fact of this kind happened. */
  countOf(fact: number): number {
    let found = 0;
    for (let index = 0; index < this.count; index++) if (this.words[index * WORDS + 1] === fact) found++;
    return found;
  }

  /** Calls `visit` with each fact's raw numbers, in order. */
  each(visit: (index: number, fact: number, a: number, b: number, c: number) => void): void {
    const { words } = this;
    for (let index = 0; index < this.count; index++) {
      const base = index * WORDS;
      visit(
        index,
        words[base + 1] as number,
        words[base + 2] as number,
        words[base + 3] as number,
        words[base + 4] as number,
      );
    }
  }

  at(index: number): number {
    return this.times[index] ?? 0;
  }

  /** Feeds every number of the record to a hash, times included. */
  feed(hash: { add(word: number): void; addTime(nanoseconds: number): void }): void {
    for (let index = 0; index < this.count; index++) {
      hash.addTime(this.at(index));
      for (let word = 0; word < WORDS; word++) hash.add(this.words[index * WORDS + word] as number);
    }
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    const times = new Float64Array(this.times.length * 2);
    times.set(this.times);
    this.times = times;
  }

  /** Name of the process that made the fact. */
  by(index: number): string {
    return this.nameOf(this.words[index * WORDS] ?? 0);
  }

  /** The fact with names instead of numbers. */
  named(setup: Setup, index: number): NamedFact {
    const base = index * WORDS;
    const is = FACT_NAMES[this.words[base + 1] ?? 0] as FactName;
    const numbers = this.words.subarray(base + 2, base + WORDS);
    const values = namedValues(setup, is, numbers);
    const { step } = FACTS[is];
    return { at: this.at(index), by: this.by(index), is, step, values };
  }
}

/** A fact's numbers as names, by role; roles whose number means "none" are left out. */
export function namedValues(setup: Setup, is: FactName, numbers: ArrayLike<number>): NamedFact['values'] {
  const values: Partial<Record<Role, string | number>> = {};
  FACTS[is].about.forEach((role: Role, position: number) => {
    const name = valueName(setup, role, numbers[position] ?? 0);
    if (name !== undefined) values[role] = name;
  });
  return values;
}

/** What a number of this role stands for; undefined for -1, which means none. */
function valueName(setup: Setup, role: Role, value: number): string | number | undefined {
  switch (role) {
    case 'device':
      return setup.devices[value]?.name;
    case 'driver':
      return (
        setup.drivers[value]?.name ??
        (value === setup.drivers.length ? 'a driver that is not here' : undefined)
      );
    case 'module':
      return setup.modules[value]?.name;
    case 'bus':
      return setup.buses[value]?.name;
    case 'outcome':
      return OUTCOMES[value];
    case 'cause':
      return CAUSES[value];
    case 'action':
      return UEVENTS[value];
    case 'stage':
      return STAGES[value];
    case 'device-mark':
      return setup.marks.device[value];
    case 'driver-mark':
      return setup.marks.driver[value];
    case 'system-mark':
      return setup.marks.system[value];
    case 'dynid':
      return setup.dynamicIds[value]?.pattern;
    case 'link': {
      const link = setup.links[value];
      return link && `${setup.devices[link.consumer]?.name} needs ${setup.devices[link.supplier]?.name}`;
    }
    default:
      return value;
  }
}
