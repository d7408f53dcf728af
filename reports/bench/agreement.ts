/**
 * `npx tsx reports/bench/agreement.ts [machines] [seed]`: plain enumeration, the reduced search and the search over
 * executions on thousands of made-up machines. Prints how many were compared and every disagreement; exit 1 if any.
 */
import fc from 'fast-check';
import { disagreements, searches, smallMachines } from '../../properties/explore/agreement.ts';
import { scenarioOf } from '../../properties/library/made-up.ts';
import { seedOf } from '../../properties/seed.ts';
import { cpuSeconds } from './measure.ts';

const [count = '3000', seed = '1'] = process.argv.slice(2);
const LIMITS = { states: 12_000, executions: 1500 };

const tally = { machines: 0, 'all three complete': 0, 'reduced and dpor complete': 0, 'several outcomes': 0 };
const outcomes = new Set<string>();
const failures: string[] = [];

const seconds = cpuSeconds(() => {
  const drawn = fc.sample(smallMachines, { numRuns: Number(count), seed: seedOf(seed) });
  drawn.forEach((each, index) => {
    const found = searches(scenarioOf(each), LIMITS);
    const complete = new Set(found.filter((search) => search.complete).map(({ name }) => name));
    tally.machines++;
    if (complete.size === 3) tally['all three complete']++;
    if (complete.has('reduced') && complete.has('dpor')) tally['reduced and dpor complete']++;
    if (found.some((search) => search.found.size > 1)) tally['several outcomes']++;
    for (const search of found) for (const one of search.found) outcomes.add(one);
    failures.push(...disagreements(found).map((one) => `machine ${index} of seed ${seed}: ${one}`));
  });
});

for (const failure of failures) console.log(failure);
for (const [what, number] of Object.entries(tally)) console.log(`${what}: ${number}`);
console.log(`different endings and broken claims: ${outcomes.size}`);
console.log(`disagreements: ${failures.length} (${seconds.toFixed(0)} s of processor time)`);
process.exitCode = failures.length > 0 ? 1 : 0;
