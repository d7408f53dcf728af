/** The tree as the house rules see it: every text file, and each TypeScript file parsed, its nodes in a row. */
import { parse } from '@babel/parser';
import { VISITOR_KEYS, type File, type Node } from '@babel/types';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A node and the nodes around it, innermost first. */
export interface Place {
  readonly node: Node;
  readonly up: Place | null;
}

export interface Source {
  /** From the root of the tree, with forward slashes. */
  readonly path: string;
  readonly lines: readonly string[];
  readonly ast: File;
  /** All nodes, outer ones before inner ones. */
  readonly places: readonly Place[];
}

export type Files = Readonly<Record<string, string>>;

export interface Tree {
  readonly files: Files;
  readonly sources: readonly Source[];
}

/** What is wrong, where, and what to do instead. */
export interface Complaint {
  readonly file: string;
  readonly line: number;
  readonly wrong: string;
  readonly instead: string;
}

/** A rule of the house. To add one: copy a neighbour, write `bad` first, add it to the list in house.test.ts. */
export interface Rule {
  readonly name: string;
  readonly check: (tree: Tree) => readonly Complaint[];
  /** Small trees that break the rule, each on its own: the proof that the rule can fail. */
  readonly bad: readonly Files[];
  /** A tree that looks as if it broke the rule, but does not. */
  readonly good: Files;
}

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', '.git']);
const NOT_TEXT = /\.(?:gz|png|ico|log)$/;

/** All text files below a folder, by path. */
export function readFiles(root: string, below = ''): Files {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(path.join(root, below), { withFileTypes: true })) {
    const name = path.posix.join(below, entry.name);
    if (SKIPPED.has(entry.name) || NOT_TEXT.test(entry.name)) continue;
    if (entry.isDirectory()) Object.assign(files, readFiles(root, name));
    else if (entry.isFile()) files[name] = readFileSync(path.join(root, name), 'utf8');
  }
  return files;
}

/** The files, with the TypeScript among them parsed. Throws on a syntax error, which names the file. */
export function treeOf(files: Files): Tree {
  const names = Object.keys(files).filter((name) => /\.ts$/.test(name));
  return { files, sources: names.map((name) => sourceOf(name, files[name] ?? '')) };
}

function sourceOf(name: string, text: string): Source {
  const ast = parse(text, { sourceType: 'module', plugins: ['typescript'], sourceFilename: name });
  const places: Place[] = [];
  collect(ast.program, null, places);
  return { path: name, lines: text.replace(/\n$/, '').split('\n'), ast, places };
}

function collect(node: Node, up: Place | null, places: Place[]): void {
  const place = { node, up };
  places.push(place);
  for (const key of VISITOR_KEYS[node.type] ?? []) {
    const below = node[key as keyof Node] as unknown as Node | null | readonly (Node | null)[] | undefined;
    for (const inner of Array.isArray(below) ? below : [below]) if (inner) collect(inner, place, places);
  }
}

/** The line that a node starts on, counted from 1. */
export const lineOf = (node: Node): number => node.loc?.start.line ?? 1;

/** Complaints of one kind about single nodes of the sources that `where` lets through. */
export function eachNode(
  where: (path: string) => boolean,
  judge: (place: Place, source: Source) => Omit<Complaint, 'file' | 'line'> | undefined,
): Rule['check'] {
  return ({ sources }) =>
    sources
      .filter((source) => where(source.path))
      .flatMap((source) =>
        source.places.flatMap((place) => {
          const said = judge(place, source);
          return said ? [{ file: source.path, line: lineOf(place.node), ...said }] : [];
        }),
      );
}

/** One complaint as a line that an editor can jump to. */
export const complaintText = ({ file, line, wrong, instead }: Complaint): string =>
  `${file}:${line}: ${wrong}; ${instead}`;
