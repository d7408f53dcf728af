/**
 * The text of modprobe.d files: alias, blacklist, install, remove, softdep and options lines. What libkmod
 * cannot use it skips with a complaint; so do we, as notes with the line.
 */
import { canonical } from './names.ts';

export interface ConfigAlias {
  readonly pattern: string;
  readonly module: string;
}

/** An install or remove line: modules whose name fits the pattern get the command instead of the file. */
export interface ConfigCommand {
  readonly pattern: string;
  readonly command: string;
}

/** A softdep line. One with neither `pre:` nor `post:` has two empty lists, and still hides later lines. */
export interface ConfigSoftdep {
  readonly pattern: string;
  readonly pre: readonly string[];
  readonly post: readonly string[];
}

export interface ConfigNote {
  /** 1 is the first line. For a line continued with a backslash: its last one. */
  readonly line: number;
  readonly text: string;
}

export interface ModprobeConfig {
  readonly aliases: readonly ConfigAlias[];
  readonly blacklist: ReadonlySet<string>;
  readonly installs: readonly ConfigCommand[];
  readonly removes: readonly ConfigCommand[];
  readonly softdeps: readonly ConfigSoftdep[];
  readonly options: readonly { readonly module: string; readonly text: string }[];
  readonly notes: readonly ConfigNote[];
}

/** More lines than any distribution has by a factor of hundred; the rest is left out with a note. */
export const CONFIG_LINES_MAX = 50_000;
const NOTES_MAX = 200;

interface LogicalLine {
  readonly line: number;
  readonly text: string;
}

/** Joins lines that end in a backslash; a comment is continued too. Any other backslash disappears. */
function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let joined = '';
  text.split('\n').forEach((raw, index) => {
    const continued = /(^|[^\\])(\\\\)*\\$/.test(raw);
    joined += (continued ? raw.slice(0, -1) : raw).replace(/\\(.)/gs, '$1');
    if (continued) return;
    lines.push({ line: index + 1, text: joined });
    joined = '';
  });
  if (joined !== '') lines.push({ line: text.split('\n').length, text: joined });
  return lines;
}

/** The names behind `pre:` and `post:`; names in front of both count for nothing (10.6). */
export function parseSoftdepRest(rest: readonly string[]): { pre: string[]; post: string[] } {
  const lists = { pre: [] as string[], post: [] as string[] };
  let open: string[] | null = null;
  for (const word of rest) {
    if (word === 'pre:') open = lists.pre;
    else if (word === 'post:') open = lists.post;
    else open?.push(word);
  }
  return lists;
}

interface Draft {
  readonly aliases: ConfigAlias[];
  readonly blacklist: Set<string>;
  readonly installs: ConfigCommand[];
  readonly removes: ConfigCommand[];
  readonly softdeps: ConfigSoftdep[];
  readonly options: { module: string; text: string }[];
  readonly notes: ConfigNote[];
}

/** What a line does to the draft, or why it is ignored. */
type Reader = (draft: Draft, name: string, rest: string) => string | undefined;

const words = (text: string): string[] => text.split(/[ \t]+/).filter((word) => word !== '');

const READERS: Readonly<Record<string, Reader>> = {
  alias: (draft, name, rest) => {
    const module = canonical(words(rest)[0] ?? '');
    if (module === null || module === '') return 'alias needs a pattern and a module name';
    draft.aliases.push({ pattern: name, module });
    return undefined;
  },
  blacklist: (draft, name) => void draft.blacklist.add(name),
  install: (draft, name, rest) => {
    if (rest === '') return 'install needs a module name and a command';
    draft.installs.push({ pattern: name, command: rest.trim() });
    return undefined;
  },
  remove: (draft, name, rest) => {
    if (rest === '') return 'remove needs a module name and a command';
    draft.removes.push({ pattern: name, command: rest.trim() });
    return undefined;
  },
  softdep: (draft, name, rest) =>
    void draft.softdeps.push({ pattern: name, ...parseSoftdepRest(words(rest)) }),
  options: (draft, name, rest) => void draft.options.push({ module: name, text: rest.trim() }),
};

function readLine(draft: Draft, { line, text }: LogicalLine): void {
  if (text === '' || text.startsWith('#')) return;
  const found = /^[ \t]*([^ \t]+)[ \t]*([^ \t]*)[ \t]*(.*)$/s.exec(text);
  if (found === null) return;
  const [, verb = '', rawName = '', rest = ''] = found;
  const reader = READERS[verb];
  const name = canonical(rawName);
  const why =
    reader === undefined
      ? `no such command '${verb.slice(0, 40)}'; known: ${Object.keys(READERS).join(', ')}`
      : name === null || name === ''
        ? `${verb} needs a module name, with paired brackets`
        : reader(draft, name, rest);
  if (why !== undefined && draft.notes.length < NOTES_MAX)
    draft.notes.push({ line, text: `ignored: ${why}` });
}

/** Reads modprobe.d text (several files joined in libkmod's order). Never throws; see `notes`. */
export function parseModprobeConfig(text: string): ModprobeConfig {
  const draft: Draft = {
    aliases: [],
    blacklist: new Set(),
    installs: [],
    removes: [],
    softdeps: [],
    options: [],
    notes: [],
  };
  const lines = logicalLines(text);
  for (const line of lines.slice(0, CONFIG_LINES_MAX)) readLine(draft, line);
  const over = lines[CONFIG_LINES_MAX];
  if (over !== undefined)
    draft.notes.push({ line: over.line, text: 'ignored: this line and all behind it, too many' });
  return draft;
}
