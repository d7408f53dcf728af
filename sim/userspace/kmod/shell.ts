/**
 * The command of an install line, as far as it can be understood without a shell: `true`, `false` and
 * `modprobe`, joined by `;`, `&&` and `||`. Anything else loads nothing and says so in a note (10.6).
 */
import { canonical } from './names.ts';

export type ShellRun =
  | { readonly do: 'true' | 'false' }
  | {
      readonly do: 'modprobe';
      readonly names: readonly string[];
      /** --ignore-install: the target's own install line does not count. */
      readonly ignoreInstall: boolean;
      /** --use-blacklist: the blacklist counts for names too. */
      readonly useBlacklist: boolean;
    };

export interface ShellJob {
  /** Runs always, only if the job before it succeeded, or only if it failed. */
  readonly when: 'always' | 'if-ok' | 'if-failed';
  readonly run: ShellRun;
}

export interface InstallCommand {
  readonly text: string;
  /** In order; the exit status of the last job that ran is the command's. */
  readonly jobs: readonly ShellJob[];
  /** Why the command is taken to load nothing; null: understood. */
  readonly note: string | null;
}

/**
 * An install command may call modprobe, which may meet an install line again. Stop following at this depth.
 */
export const INSTALL_DEPTH_MAX = 8;
const JOBS_MAX = 50;

const IGNORED_FLAGS = new Set(['-q', '--quiet', '-v', '--verbose', '-s', '--syslog', '-f', '--first-time']);

function readModprobe(args: readonly string[]): ShellRun | null {
  const names: string[] = [];
  const flags = new Set<string>();
  for (const arg of args) {
    // The command line that modprobe was given: parameters of the module, no names.
    if (arg === '$CMDLINE_OPTS' || arg === '--' || IGNORED_FLAGS.has(arg)) continue;
    if (arg.startsWith('$')) return null;
    if (arg.startsWith('-')) flags.add(arg);
    else names.push(canonical(arg) ?? arg);
  }
  const take = (...known: string[]): boolean => known.map((flag) => flags.delete(flag)).includes(true);
  const ignoreInstall = take('-i', '--ignore-install');
  const useBlacklist = take('-b', '--use-blacklist');
  const all = take('-a', '--all');
  // Without -a everything behind the first name is a module parameter.
  if (flags.size > 0 || names.length === 0) return null;
  return { do: 'modprobe', names: all ? names : names.slice(0, 1), ignoreInstall, useBlacklist };
}

function readRun(text: string): ShellRun | null {
  if (/[`(){}<>|&"'*?~!#\\]/.test(text)) return null;
  const [path = '', ...args] = text.split(/\s+/);
  switch (path.replace(/^(\/usr)?\/s?bin\//, '')) {
    case 'true':
    case ':':
      return { do: 'true' };
    case 'false':
      return { do: 'false' };
    case 'modprobe':
      return readModprobe(args);
    default:
      return null;
  }
}

const WHEN = { ';': 'always', '&&': 'if-ok', '||': 'if-failed' } as const;

/** Understands an install command, or says in `note` why it is taken to load nothing. */
export function parseInstallCommand(text: string): InstallCommand {
  const misread = (why: string): InstallCommand => ({
    text,
    jobs: [{ when: 'always', run: { do: 'true' } }],
    note: `install command '${text.slice(0, 80)}' is not modelled (${why}): it loads nothing`,
  });
  const parts = text.split(/(;|&&|\|\|)/).map((part) => part.trim());
  if (parts.length > 2 * JOBS_MAX) return misread('too long');
  const jobs: ShellJob[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const part = parts[at] ?? '';
    if (part === '' && at > 0 && at === parts.length - 1) continue;
    const run = readRun(part);
    if (run === null) return misread(`'${part.slice(0, 40)}'`);
    const joint = parts[at - 1];
    jobs.push({ when: joint === '&&' || joint === '||' ? WHEN[joint] : 'always', run });
  }
  return { text, jobs, note: null };
}
