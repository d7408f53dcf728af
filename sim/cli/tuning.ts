/**
 * How the JavaScript engine goes about its work, set once when the program starts. Most of what people run is over in a
 * second, and by default a third of that goes into compiling, for speed, what then hardly runs: so code has to run for
 * longer before it is compiled, and young objects get more room before they are collected. Searches that take minutes
 * lose nothing. Results are the same. Only where this was measured: other versions compile in other steps.
 */
import v8 from 'node:v8';

const MEASURED_WITH = /^v20\./;

/** Of the thread that calls it, what it compiles from now on; of threads started later, their memory too. */
export function tuneEngine(): void {
  if (!MEASURED_WITH.test(process.version)) return;
  v8.setFlagsFromString('--interrupt-budget=300000');
  v8.setFlagsFromString('--min-semi-space-size=16');
}
