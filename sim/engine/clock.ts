/**
 * Virtual time: who sleeps until when. Integer nanoseconds, never the host's clock. The queue is js-sdsl's; events
 * with equal times all wake together and who goes first is a choice, so no age or insertion order can hide a race.
 */
import { PriorityQueue } from 'js-sdsl';

interface Alarm {
  at: number;
  slot: number;
  /** Keeps equal times in a fixed order inside the queue, which is not stable by itself. */
  order: number;
}

export class VirtualClock {
  now = 0;
  private readonly queue = new PriorityQueue<Alarm>([], (a, b) => a.at - b.at || a.order - b.order);
  /** One reusable alarm per slot: a process sleeps in one place at a time. */
  private readonly alarms: (Alarm | undefined)[] = [];
  private order = 0;

  /** How many sleep. */
  get pending(): number {
    return this.queue.size();
  }

  /** The process in `slot` wakes `delay` nanoseconds from now. */
  sleep(slot: number, delay: number): void {
    const at = this.now + delay;
    const alarm = (this.alarms[slot] ??= { at, slot, order: 0 });
    alarm.at = at;
    alarm.order = this.order++;
    this.queue.push(alarm);
  }

  /** Advances to the next alarm and hands over everybody who wakes at that instant. False if nobody sleeps. */
  advance(wake: (slot: number) => void): boolean {
    const first = this.queue.top();
    if (!first) return false;
    this.now = first.at;
    for (let next: Alarm | undefined = first; next && next.at === this.now; next = this.queue.top()) {
      this.queue.pop();
      wake(next.slot);
    }
    return true;
  }
}
