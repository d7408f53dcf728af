/**
 * How many runs each sampler needs to hit a planted check-then-act race of the Linux model
 * (properties/explore/window.ts), at three depths, and what its runs cost: `npx tsx reports/bench/samplers.ts [runs]`.
 * Losing rows are kept. With 20,000 runs or more it writes results/samplers.json and .md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { wilson } from '../../sim/explore/confidence.ts';
import { touching, type Interest } from '../../sim/explore/interest.ts';
import { pct } from '../../sim/explore/pct.ts';
import { sampled } from '../../sim/explore/portfolio.ts';
import { pos } from '../../sim/explore/pos.ts';
import { randomWalk, stickyWalk } from '../../sim/explore/random-walk.ts';
import { runsUnder, type Strategy } from '../../sim/explore/strategy.ts';
import { swarm } from '../../sim/explore/swarm-walk.ts';
import { surw, urw } from '../../sim/explore/urw.ts';
import { objectName, objectOf } from '../../sim/model/layout.ts';
import { promiseInterests, promiseReads } from '../../sim/promise-reads.ts';
import { INVARIANTS } from '../../properties/invariants/index.ts';
import { specificOverCatchAll } from '../../properties/invariants/specific-over-catch-all.ts';
import { crowdOf, windowOf } from '../../properties/explore/window.ts';
import { cpuSeconds } from './measure.ts';

const DEPTHS = [2, 3, 4] as const;
const SEED = '1';
const runs = Number(process.argv[2] ?? 20_000);
const crowd = crowdOf(4, 3);

/** Every object that some promise reads, alone: SURW draws one of them per run. */
const objects: readonly Interest[] = [
  ...new Set(promiseReads(crowd, INVARIANTS).flatMap((reads) => [...reads.objects])),
].map((object) => touching(objectName(object), new Set([object])));
const driverList = touching('driver list', new Set([objectOf('driver-list', 0)]));
const promise = promiseInterests(crowd, [specificOverCatchAll]);
const promises = promiseInterests(crowd, INVARIANTS);

const STRATEGIES: readonly (readonly [string, Strategy])[] = [
  ['random walk', randomWalk(SEED)],
  ['sticky walk', stickyWalk(SEED)],
  ['PCT(2)', pct(SEED, 2)],
  ['PCT(3)', pct(SEED, 3)],
  ['PCT(4)', pct(SEED, 4)],
  ['PCT(5)', pct(SEED, 5)],
  ['POS', pos(SEED)],
  ['URW (all turns)', urw(SEED)],
  ['SURW, one object of any promise', surw(SEED, objects)],
  ['SURW, what any one promise reads', surw(SEED, promises)],
  ['SURW, the driver list', surw(SEED, [driverList])],
  ['SURW, what this promise reads', surw(SEED, promise)],
  ['swarm', swarm(SEED)],
  ['portfolio, all promises', sampled(SEED, promises)],
  ['portfolio, this promise', sampled(SEED, promise)],
];

interface Row {
  readonly name: string;
  /** Runs that hit, by depth. */
  readonly hits: readonly number[];
  readonly microsecondsPerRun: number;
}

function measure([name, strategy]: readonly [string, Strategy]): Row {
  const { machine, begin, inside } = windowOf(crowd);
  const hits = DEPTHS.map(() => 0);
  const seconds = cpuSeconds(() => {
    begin();
    for (const _run of runsUnder(machine, strategy, { clock: 'untimed', stepsMax: 100_000, runs })) {
      const deep = inside();
      for (let at = 0; at < deep; at++) hits[at] = (hits[at] ?? 0) + 1;
      begin();
    }
  });
  return { name, hits, microsecondsPerRun: (seconds * 1e6) / runs };
}

/** Mean runs to a hit, with its 95 % interval. */
function toAHit(hits: number): string {
  const { low, high } = wilson(hits, runs);
  const of = (share: number): string => Math.round(1 / share).toLocaleString('en');
  return hits === 0 ? `> ${of(high)}` : `${of(hits / runs)} (${of(high)} to ${of(low)})`;
}

const rows = STRATEGIES.map(measure);
const lines = rows.map(({ name, hits, microsecondsPerRun }) => {
  const [first = 0] = hits;
  const milliseconds = first === 0 ? '' : ((microsecondsPerRun * runs) / first / 1000).toFixed(1);
  return `| ${[name, ...hits.map(toAHit), microsecondsPerRun.toFixed(0), milliseconds].join(' | ')} |`;
});
const machine = `Node ${process.version}, ${cpus()[0]?.model.trim() ?? '?'}, ${cpus().length} processors`;
const text = [
  '# Samplers, measured',
  `${crowd.title}: a specific driver registers while the catch-all probes one chosen device (depth 2); two of them in order
(depth 3); three (depth 4). Mean number of runs to a hit over ${runs.toLocaleString('en')} runs, 95 % interval; processor time of a run and of
a hit at depth 2. Untimed clock, seed ${SEED}. ${machine}.`,
  [
    `| sampler | ${DEPTHS.map((depth) => `depth ${depth}`).join(' | ')} | µs a run | ms a hit |`,
    '|---|---:|---:|---:|---:|---:|',
    ...lines,
  ].join('\n'),
].join('\n\n');
console.log(text);
if (runs >= 20_000) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    new URL('samplers.json', folder),
    `${JSON.stringify({ machine, runs, depths: DEPTHS, rows }, null, 2)}\n`,
  );
  writeFileSync(new URL('samplers.md', folder), `${text}\n`);
}
