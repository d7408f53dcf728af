/** The public API of the package: run scenarios, follow what happened, check claims. */
export { simulate, simulateBooted, STEPS_MAX, type Result, type SimulateOptions } from './simulate.ts';
export { boot, type Booted } from './scenario/boot/boot.ts';
export { parseScenario, type ParseOptions, type ParseResult, type Problem } from './scenario/parse.ts';
export { renderProblems } from './scenario/render.ts';
export type * from './scenario/scenario.ts';
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
export type { Broken, Finish, Invariant, Moment, Stuck } from './check/invariant.ts';
export { waitCycle } from './check/waits.ts';
export { decodeToken, encodeToken, type Token } from './explore/token.ts';
export { importMachine } from './import/import.ts';
export { FACTS, type FactName } from './model/facts.ts';
export type { FactLog, NamedFact } from './model/fact-log.ts';
export { QUIRKS, type QuirkName } from './linux/quirks.ts';
export { SYSTEMS, type System, type SystemName } from './systems/catalogue.ts';
