/** What user space will load, resolved once: kmod's answers for every device, name and stage as static plans. */
import type { PlanEntry, Userspace } from '../../linux/kernel.ts';
import { parseModprobeConfig } from '../../userspace/kmod/config.ts';
import { buildKmodIndex, type KmodIndex } from '../../userspace/kmod/kmod.ts';
import { INSTALL_DEPTH_MAX, type InstallCommand } from '../../userspace/kmod/shell.ts';
import { planEvent, planModprobe, type LoadPlan } from '../../userspace/kmod/plan.ts';
import type { ModuleSpec, Scenario } from '../scenario.ts';
import { allActions, indexOfName } from './setup.ts';

interface Kept {
  readonly plans: PlanEntry[][];
  readonly targets: number[];
  readonly notes: Set<string>;
}

/** Stages of a boot: kernel (nothing can be loaded), initramfs, root. */
const STAGES = 3;

export interface ResolvedUserspace {
  readonly userspace: Userspace;
  /** obtainable[driver][device]: the device's modalias loads the driver's module in the root stage. */
  readonly obtainable: readonly (readonly boolean[])[];
  /** What kmod had to say: install commands that it does not follow, lists cut short. */
  readonly notes: readonly string[];
}

/** Resolves all that user space can load. */
export function userspaceOf(scenario: Scenario): ResolvedUserspace {
  const kept: Kept = { plans: [], targets: [], notes: new Set() };
  const modprobeNames = namesToLoad(scenario);
  const byDevice: number[][][] = [];
  const byName: number[][][] = [];
  for (let stage = 0; stage < STAGES; stage++) {
    const index = indexOfStage(scenario, stage);
    const keep = (plan: LoadPlan | null): number[] =>
      index && plan ? keepPlans(scenario, index, plan, kept) : [];
    byDevice.push(
      scenario.devices.map(({ modalias }) =>
        keep(index && modalias !== null ? planEvent(index, modalias) : null),
      ),
    );
    byName.push(modprobeNames.map((name) => keep(index ? planModprobe(index, name) : null)));
  }
  return {
    userspace: {
      udev: scenario.udev,
      plans: kept.plans,
      targets: kept.targets,
      byDevice,
      byName,
      modprobeNames,
    },
    // Not everybody asks, and for a large machine it is a large table.
    get obtainable() {
      return obtainableOf(scenario, kept.plans, byDevice[STAGES - 1] ?? []);
    },
    notes: [...kept.notes],
  };
}

/** Module names that actions and modules-load.d mention, each once. */
function namesToLoad(scenario: Scenario): string[] {
  const asked = allActions(scenario).flatMap((action) => (action.do === 'modprobe' ? [action.module] : []));
  return [...new Set([...asked, ...(scenario.boot?.modulesLoad ?? []), ...scenario.others.load])];
}

/** What kmod sees in a stage: in the initramfs only what was packed into it. Built-ins are known everywhere. */
function indexOfStage(scenario: Scenario, stage: number): KmodIndex | null {
  if (stage === 0) return null;
  const { boot, modprobeConfig } = scenario;
  if (stage === 2) return buildKmodIndex(scenario.modules, parseModprobeConfig(modprobeConfig));
  if (boot === null || boot.initramfs === null) return null;
  const packed = new Set(boot.initramfs);
  const modules = scenario.modules.filter(({ name, builtin }) => builtin !== null || packed.has(name));
  return buildKmodIndex(
    modules.map((module) => within(module, packed)),
    parseModprobeConfig(boot.initramfsModprobeConfig ?? modprobeConfig),
  );
}

/** A dependency that was not packed cannot be loaded; libkmod would fail on it, and so does the load in the kernel. */
function within(module: ModuleSpec, packed: ReadonlySet<string>): ModuleSpec {
  return { ...module, depends: module.depends.filter((name) => packed.has(name)) };
}

/**
 * Appends the plans of all targets and returns their numbers. What is built in or blacklisted is a plan with nothing to
 * do: modprobe is content with it (10.7).
 */
function keepPlans(scenario: Scenario, index: KmodIndex, plan: LoadPlan, kept: Kept): number[] {
  for (const note of plan.notes) kept.notes.add(note);
  return plan.targets
    .filter(({ skip }) => skip !== 'missing')
    .map(({ module, steps }) => {
      const entries = entriesOf(scenario, index, steps, 0);
      const target = indexOfName(scenario.modules, module);
      // A module that an install command stands in for is not looked at: the command runs each time.
      kept.targets.push(entries.some((entry) => entry.module === target) ? target : -1);
      return kept.plans.push(entries) - 1;
    });
}

/** The loads of one target, in order. An install command stands in for its module: what it modprobes is loaded. */
function entriesOf(
  scenario: Scenario,
  index: KmodIndex,
  steps: LoadPlan['targets'][number]['steps'],
  depth: number,
): PlanEntry[] {
  return steps.flatMap(({ module, required, replacedBy }): PlanEntry[] => {
    if (replacedBy)
      return depth < INSTALL_DEPTH_MAX ? entriesOfCommand(scenario, index, replacedBy, depth) : [];
    const id = indexOfName(scenario.modules, module);
    return id >= 0 && scenario.modules[id]?.builtin === null ? [{ module: id, required }] : [];
  });
}

function entriesOfCommand(
  scenario: Scenario,
  index: KmodIndex,
  { jobs }: InstallCommand,
  depth: number,
): PlanEntry[] {
  let succeeds = true;
  return jobs.flatMap(({ when, run }): PlanEntry[] => {
    // Loads are taken to succeed here: what `||` guards against is the choice of the module's init, made later.
    if ((when === 'if-ok' && !succeeds) || (when === 'if-failed' && succeeds)) return [];
    succeeds = run.do !== 'false';
    if (run.do !== 'modprobe') return [];
    return run.names
      .flatMap((name) => planModprobe(index, name, run).targets)
      .filter(({ skip }) => skip === null)
      .flatMap(({ steps }) => entriesOf(scenario, index, steps, depth + 1))
      .map((entry) => ({ ...entry, required: false }));
  });
}

/** Design 6, "obtainable": in the module database, not blacklisted, loadable by this device's own modalias. */
function obtainableOf(
  scenario: Scenario,
  plans: readonly (readonly PlanEntry[])[],
  byDevice: readonly (readonly number[])[],
): boolean[][] {
  const loads = byDevice.map(
    (ids) => new Set(ids.flatMap((id) => (plans[id] ?? []).map(({ module }) => module))),
  );
  return scenario.drivers.map(({ module }) => {
    const id = indexOfName(scenario.modules, module);
    const builtin = scenario.modules[id]?.builtin !== null && id >= 0;
    return scenario.devices.map((_, device) => id >= 0 && (builtin || loads[device]?.has(id) === true));
  });
}
