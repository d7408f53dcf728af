/**
 * Circles of states, after Tarjan: in a depth-first search, states that can reach each other are closed together, when
 * the first of them that was met is left.
 */
export class Circles {
  /** By state: order of arrival while it is not known where it leads; 0 after that, and for endings. */
  private order = new Int32Array(1024);
  /** The states with an order, by it. */
  private readonly open: number[] = [];
  private arrivals = 0;

  /** A state is met for the first time. Returns its order. */
  arrive(state: number): number {
    if (state >= this.order.length) {
      const larger = new Int32Array(state * 2);
      larger.set(this.order);
      this.order = larger;
    }
    this.open.push(state);
    this.order[state] = ++this.arrivals;
    return this.arrivals;
  }

  /** Order of arrival of a state that some state on the stack is reached from again; 0: of any other. */
  orderOf(state: number): number {
    return this.order[state] ?? 0;
  }

  /** The circle that begins with this state is known. */
  close(first: number): void {
    for (let state = this.open.pop(); state !== undefined; state = this.open.pop()) {
      this.order[state] = 0;
      if (state === first) return;
    }
  }
}
