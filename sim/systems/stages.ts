/** Systems that look for drivers only once the boot has come to its end: who is asked before that waits for it. */
import { step } from '../linux/operations.ts';
import { objectOf } from '../model/layout.ts';
import { FACT } from '../model/world.ts';

/** 1: the boot has come that far. */
export const hasStarted = step(
  'boot over?',
  () => ({ reads: [objectOf('initcalls')], writes: [] }),
  (world) => world.one('initcallsDone'),
);

/** The boot has come that far: from here on who comes is looked at when it comes. */
export const bootOver = step(
  'boot over',
  () => ({ reads: [], writes: [objectOf('initcalls')] }),
  (world) => {
    world.emit(FACT['initcalls-done']);
    return 0;
  },
);
