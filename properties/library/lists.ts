/**
 * Lists as an arbitrary of fast-check that lose any entry at any time while they shrink. Those of fast-check lose
 * entries from their beginning and do not go back to it once an entry became simpler, so that bystanders stay.
 */
import fc from 'fast-check';

interface Length {
  readonly minLength?: number;
  readonly maxLength: number;
}

/** What it draws is what fast-check draws. */
class ListArbitrary<T> extends fc.Arbitrary<T[]> {
  readonly entry: fc.Arbitrary<T>;
  readonly minLength: number;
  readonly drawn: fc.Arbitrary<T[]>;

  constructor(entry: fc.Arbitrary<T>, length: Length) {
    super();
    this.entry = entry;
    this.minLength = length.minLength ?? 0;
    this.drawn = fc.array(entry, length);
  }

  generate(random: fc.Random, bias: number | undefined): fc.Value<T[]> {
    return new fc.Value(this.drawn.generate(random, bias).value, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is T[] {
    return Array.isArray(value) && value.every((one) => this.entry.canShrinkWithoutContext(one));
  }

  shrink(list: T[]): fc.Stream<fc.Value<T[]>> {
    const simpler = function* ({ entry, minLength }: ListArbitrary<T>): Generator<T[]> {
      yield* shorter(list, minLength);
      for (const [at, one] of list.entries())
        for (const { value } of entry.shrink(one, undefined)) yield list.with(at, value);
    };
    return fc.stream(simpler(this)).map((value) => new fc.Value(value, undefined));
  }
}

/** Without each part of it: the whole, halves, quarters, single entries. */
export function* shorter<T>(list: readonly T[], minLength: number): Generator<T[]> {
  for (let size = list.length; size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < list.length; from += size) {
      const rest = list.filter((_, index) => index < from || index >= from + size);
      if (rest.length >= minLength) yield rest;
    }
}

/** Lists whose entries shrink by themselves, which all but mapped ones do. */
export function listOf<T>(entry: fc.Arbitrary<T>, length: Length): fc.Arbitrary<T[]> {
  return new ListArbitrary(entry, length);
}
