/** The transitions that a search over states took, and the circles among them: where a run can go on for ever. */

const WORDS = 3;
/** Answers to one question are fewer than this. */
const ANSWERS_MAX = 1 << 16;

/** One transition between stored states: the first turn of it; the rest had nothing to decide. */
export interface Transition {
  readonly to: number;
  readonly slot: number;
  readonly answer: number;
}

export class StateGraph {
  private words = new Int32Array(WORDS * 1024);
  private count = 0;
  /** By state, transitions that leave it; made when they are asked for first. */
  private leaving: readonly (readonly Transition[])[] | undefined;

  get bytes(): number {
    return this.words.byteLength;
  }

  add(from: number, { to, slot, answer }: Transition): void {
    const at = this.count++ * WORDS;
    if (at === this.words.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.words[at] = from;
    this.words[at + 1] = to;
    this.words[at + 2] = slot * ANSWERS_MAX + answer;
  }

  /** Transitions from a state. */
  from(state: number): readonly Transition[] {
    return this.all()[state] ?? [];
  }

  /** Sets of two or more states that all reach each other, or one that reaches itself, by transitions that pass. */
  circles(passes: (transition: Transition) => boolean): readonly (readonly number[])[] {
    return new Tarjan((state) => this.from(state).filter(passes)).circles(this.all().length);
  }

  private all(): readonly (readonly Transition[])[] {
    return (this.leaving ??= this.byState());
  }

  private byState(): (readonly Transition[])[] {
    const leaving: Transition[][] = [];
    for (let at = 0; at < this.count * WORDS; at += WORDS) {
      const [from = 0, to = 0, turn = 0] = this.words.subarray(at, at + WORDS);
      (leaving[from] ??= []).push({ to, slot: Math.floor(turn / ANSWERS_MAX), answer: turn % ANSWERS_MAX });
    }
    return leaving;
  }
}

interface Visit {
  readonly state: number;
  readonly to: readonly Transition[];
  next: number;
}

/** Strongly connected components (Tarjan 1972), without recursion: searches are deeper than any stack. */
class Tarjan {
  private readonly transitions: (state: number) => readonly Transition[];
  private readonly index: number[] = [];
  private readonly low: number[] = [];
  private readonly waiting: number[] = [];
  private readonly isWaiting: boolean[] = [];
  private readonly found: number[][] = [];
  private met = 0;

  constructor(transitions: (state: number) => readonly Transition[]) {
    this.transitions = transitions;
  }

  circles(states: number): readonly (readonly number[])[] {
    for (let state = 0; state < states; state++) if (this.index[state] === undefined) this.visit(state);
    return this.found;
  }

  private visit(root: number): void {
    const stack: Visit[] = [this.meet(root)];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { state, to } = top;
      const next = to[top.next++]?.to;
      if (next === undefined) {
        stack.pop();
        this.close(state);
        this.lower(stack.at(-1)?.state, this.low[state] ?? 0);
      } else if (this.index[next] === undefined) stack.push(this.meet(next));
      else if (this.isWaiting[next]) this.lower(state, this.index[next] ?? 0);
    }
  }

  private meet(state: number): Visit {
    this.index[state] = this.low[state] = this.met++;
    this.waiting.push(state);
    this.isWaiting[state] = true;
    return { state, to: this.transitions(state), next: 0 };
  }

  private lower(state: number | undefined, low: number): void {
    if (state !== undefined) this.low[state] = Math.min(this.low[state] ?? low, low);
  }

  private close(state: number): void {
    if (this.low[state] !== this.index[state]) return;
    const members = this.waiting.splice(this.waiting.lastIndexOf(state));
    for (const member of members) this.isWaiting[member] = false;
    const isCircle = members.length > 1 || this.transitions(state).some(({ to }) => to === state);
    if (isCircle) this.found.push(members);
  }
}
