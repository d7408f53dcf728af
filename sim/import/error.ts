/**
 * A user's mistake in what is imported: where, what is wrong, what to do. Shown without a stack, exit status
 * 2.
 */
export class ImportError extends Error {
  readonly place: string;
  readonly remedy: string;

  constructor(place: string, what: string, remedy: string) {
    super(`${place}: ${what}; ${remedy}`);
    this.name = 'ImportError';
    this.place = place;
    this.remedy = remedy;
  }
}
