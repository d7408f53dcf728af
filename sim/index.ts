/** The public API of the package: run scenarios, explore all their orders, follow what happened, check claims. */
export { simulate, simulateBooted, STEPS_MAX, type Result, type SimulateOptions } from './simulate.ts';
export { boot, type Booted } from './scenario/boot/boot.ts';
export { scenarioFrom } from './scenario-from.ts';
export { parseScenario, type ParseOptions, type ParseResult, type Problem } from './scenario/parse.ts';
export { renderProblems } from './scenario/render.ts';
export type * from './scenario/scenario.ts';
export {
  exploreScenario as explore,
  type Exploration,
  type ExploreOptions,
  type Outcome,
} from './explore-scenario.ts';
export {
  exploreClusters,
  type BrokenClaim,
  type ClusterExploration,
  type ClusterOptions,
  type DeviceEnding,
  type DeviceEndings,
} from './explore-clusters.ts';
export {
  sampleScenario as sample,
  type DeviceShare,
  type MemberSample,
  type Sample,
  type SampledOutcome,
  type SampleOptions,
  type Witness,
} from './sample-scenario.ts';
export { strategies } from './strategies.ts';
export type { Strategy } from './explore/strategy.ts';
export { promiseInterests } from './promise-reads.ts';
export { swarmScenario, type Swarm, type SwarmOptions } from './swarm-scenario.ts';
export type { Budget, Progress } from './explore/subject.ts';
export { boring, recorded, replayed, ReplayMismatch } from './engine/choice.ts';
export type {
  Answer,
  ChoiceKind,
  ChoicePoint,
  Chooser,
  Deviation,
  Recording,
  Replay,
} from './engine/choice.ts';
export { seeded } from './engine/random.ts';
export type { ClockMode, RunEnd } from './engine/run.ts';
export type { Breach } from './check/checker.ts';
export { disappointments, endingOf, type Disappointment } from './check/expect.ts';
export { INVARIANTS as invariants, invariantsNamed } from '../properties/invariants/index.ts';
export type { Broken, Finish, Invariant, Moment, Stuck } from './check/invariant.ts';
export { waitCycle } from './check/waits.ts';
export { decodeToken, encodeToken, type Token } from './explore/token.ts';
export { importMachine } from './import/import.ts';
export { FACTS, type FactName } from './model/facts.ts';
export type { FactLog, NamedFact } from './model/fact-log.ts';
export { QUIRKS, type QuirkName } from './linux/quirks.ts';
export { SYSTEMS, type System, type SystemName } from './systems/catalogue.ts';
