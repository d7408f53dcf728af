import { readFileSync, readdirSync } from 'node:fs';
import { unpackRecordings } from './properties/kernel/recording.ts';
import { scenarioFrom } from './sim/scenario-from.ts';
import { scenarioDigest } from './sim/scenario/digest.ts';
import { admits, modelOf } from './sim/observed/check.ts';
import { admissionText } from './sim/observed/says.ts';
const only = process.argv[3];
const models = new Map();
const counts: Record<string, number> = {};
let t0 = performance.now();
for (const r of unpackRecordings(readFileSync(process.argv[2]!))) {
  if (only && !r.experiment.includes(only)) continue;
  let s = models.get(r.experiment + r.kernel);
  if (!s) { const sc = scenarioFrom(readFileSync(r.experiment, 'utf8'), r.experiment); s = { d: scenarioDigest(sc), m: modelOf(sc, `linux-${r.kernel}` as never) }; models.set(r.experiment + r.kernel, s); }
  const t = performance.now();
  const v = admits(s.m, { ...r, end: r.quiet ? r : null }, { states: 50000 });
  const took = performance.now() - t;
  counts[v.is] = (counts[v.is] ?? 0) + 1;
  if (v.is !== 'admitted' || took > 200 || s.d !== r.digest || r.dropped) console.log(r.experiment, r.mode, r.seed, r.end, r.quiet, r.dropped, s.d === r.digest ? '' : 'STALE', v.is, v.records, v.states, took.toFixed(0), '\n' + admissionText(v));
  if (only && process.argv[4]) { console.log(JSON.stringify(r.commands, null, 0)); for (const st of r.steps) console.log(JSON.stringify(st)); console.log(r.devices, r.deferred); }
}
console.log(counts, (performance.now() - t0).toFixed(0));
