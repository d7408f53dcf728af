/** Every ending of a machine, device by device, as a task (one-task.ts). */
import * as fs from 'node:fs';
import path from 'node:path';
import { exploreClusters, spreadOf } from '../../sim/explore-clusters.ts';
import { exploreScenario } from '../../sim/explore-scenario.ts';
import { parseScenario } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { rack } from '../../properties/explore/rack.ts';
import { INVARIANTS } from '../../properties/invariants/index.ts';
import type { ClustersFound, MachineTask, RackTask } from './one-task.ts';

function clusters(scenario: Scenario): ClustersFound {
  const { devices, classes, states, complete } = exploreClusters(scenario, INVARIANTS);
  return { devices: devices.length, searches: classes, states, complete };
}

/** Every device's own projection, although many are alike. */
function unmerged(scenario: Scenario): ClustersFound {
  const { devices } = spreadOf(scenario);
  const explored = devices.map(({ projected }) => exploreScenario(projected, INVARIANTS));
  return {
    devices: devices.length,
    searches: explored.length,
    states: explored.reduce((sum, { states }) => sum + states, 0),
    complete: explored.every(({ complete }) => complete),
  };
}

function machine(file: string): Scenario {
  const parsed = parseScenario(fs.readFileSync(file, 'utf8'), { file: path.basename(file) });
  if ('problems' in parsed) throw new Error(`${file} does not parse`);
  return parsed.scenario;
}

/** The work of a task, its scenario read or made beforehand. */
export function clustersOf(task: MachineTask | RackTask): () => ClustersFound {
  const scenario = task.task === 'machine' ? machine(task.file) : rack(task.count);
  return () => (task.task === 'rack' && !task.merged ? unmerged(scenario) : clusters(scenario));
}
