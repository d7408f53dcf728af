/** A line on the terminal for what takes longer than two seconds. */

import type { Outside } from './parts.ts';

const AFTER_MS = 2000;
const EVERY_MS = 200;

export interface Progress {
  readonly tick: (doing: string) => void;
  /** Wipes the line. */
  readonly done: () => void;
}

/** Silent unless stderr is a terminal. */
export function makeProgress({ err, errIsTerminal, now, columns }: Outside): Progress {
  if (!errIsTerminal) return { tick: () => undefined, done: () => undefined };
  // Some terminals say that they have no columns at all.
  const width = columns === undefined || columns < 20 ? 80 : columns;
  let due = now() + AFTER_MS;
  let shown = false;
  return {
    tick: (doing) => {
      if (now() < due) return;
      due = now() + EVERY_MS;
      shown = true;
      err(`\r\u001b[K${doing.slice(0, width - 1)}`);
    },
    done: () => {
      if (shown) err('\r\u001b[K');
      shown = false;
    },
  };
}
