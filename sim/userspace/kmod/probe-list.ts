/**
 * The list of modules that loading one module loads (reference 10.6): each hard dependency, deepest first,
 * with its own soft dependencies around it; then the module's soft dependencies, the module, and what its
 * softdep wants after it.
 */
import type { InstallCommand } from './shell.ts';

export interface LoadStep {
  readonly module: string;
  /** Its failure stops the list: the module itself and its hard dependencies. Others may fail unnoticed. */
  readonly required: boolean;
  /** An install line that runs instead of loading the file. */
  readonly replacedBy?: InstallCommand;
}

interface Target {
  readonly module: string;
  readonly via: string | null;
}

/** What the list is made from. */
export interface ProbeRules {
  readonly depends: (name: string) => readonly string[];
  readonly softdeps: (name: string) => { readonly pre: readonly Target[]; readonly post: readonly Target[] };
  readonly install: (name: string) => InstallCommand | null;
}

/** Far above any real list (a few dozen); a made-up database cannot make us build more. */
export const STEPS_MAX = 20_000;
export const SOFTDEP_DEPTH_MAX = 200;

interface Build {
  readonly rules: ProbeRules;
  readonly steps: LoadStep[];
  /** Targets whose own list has been added: this cuts softdep loops. */
  readonly visited: Set<string>;
  readonly required: ReadonlySet<string>;
  cut: boolean;
}

/**
 * libkmod keeps a module found by alias apart from the same module found by name; so does the visited mark.
 */
const identity = ({ module, via }: Target): string => (via === null ? module : `${module}\\${via}`);

function push(build: Build, target: Target, installCounts: boolean): void {
  if (build.steps.length >= STEPS_MAX) {
    build.cut = true;
    return;
  }
  const command = installCounts ? build.rules.install(target.module) : null;
  const step = { module: target.module, required: build.required.has(identity(target)) };
  build.steps.push(command === null ? step : { ...step, replacedBy: command });
}

/** The module between its soft dependencies. Having any makes libkmod ignore an install line for it. */
function addWithSoftdeps(build: Build, target: Target, depth: number): void {
  const { pre, post } = build.rules.softdeps(target.module);
  for (const before of pre) addTarget(build, before, depth + 1);
  push(build, target, pre.length + post.length === 0);
  for (const after of post) addTarget(build, after, depth + 1);
}

function addDepends(build: Build, target: Target, depth: number): void {
  // A hard dependency gets no visited mark and can come twice; the second time it is live and skipped.
  for (const module of [...build.rules.depends(target.module)].reverse()) {
    if (build.steps.length >= STEPS_MAX) return;
    addWithSoftdeps(build, { module, via: null }, depth);
  }
}

function addTarget(build: Build, target: Target, depth: number): void {
  if (build.visited.has(identity(target))) return;
  build.visited.add(identity(target));
  if (depth > SOFTDEP_DEPTH_MAX) {
    build.cut = true;
    return;
  }
  addDepends(build, target, depth);
  addWithSoftdeps(build, target, depth);
}

/**
 * Builds the list for `root`. `ignoreInstall` (modprobe -i) leaves out the root's own install line and its
 * own soft dependencies, not those of its dependencies. `cut`: the list was longer than any honest database
 * makes it.
 */
export function probeList(
  rules: ProbeRules,
  root: Target,
  ignoreInstall: boolean,
): { readonly steps: readonly LoadStep[]; readonly cut: boolean } {
  const required = new Set([identity(root), ...rules.depends(root.module)]);
  const build: Build = { rules, steps: [], visited: new Set(), required, cut: false };
  if (ignoreInstall) {
    build.visited.add(identity(root));
    addDepends(build, root, 0);
    push(build, root, false);
  } else addTarget(build, root, 0);
  return { steps: build.steps, cut: build.cut };
}
