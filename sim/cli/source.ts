/** Where scenarios come from: a file, a folder, the name of a shipped one, or the text in a token. */

import * as fs from 'node:fs';
import path from 'node:path';
import type { Token } from '../explore/token.ts';
import { scenarioDigest } from '../scenario/digest.ts';
import { isFolder, readText, scenarioFiles } from './files.ts';
import type { Source } from './job.ts';
import type { Parts, Session } from './parts.ts';
import { FileProblems, UserError } from './trouble.ts';

/** Reads all the files of all arguments; the problems of all of them come together in one `UserError`. */
export function loadAll({ parts, outside }: Session, names: readonly string[]): readonly Source[] {
  const files = names.flatMap((name) => expand(parts, name));
  const problems: string[] = [];
  const sources: Source[] = [];
  for (const file of files) {
    const loaded = parts.parse(readText(file), file);
    if (loaded.ok) {
      outside.err(loaded.warnings);
      sources.push({ scenario: loaded.scenario, file, shipped: isShipped(parts, file) });
    } else problems.push(loaded.problems.trimEnd());
  }
  if (problems.length > 0) throw new FileProblems(problems.join('\n\n'));
  return sources;
}

function expand(parts: Parts, name: string): readonly string[] {
  if (isFolder(name)) {
    const files = scenarioFiles(name);
    if (files.length === 0) throw new UserError(`there is no scenario (*.yaml) in the folder ${name}`);
    return files;
  }
  if (fs.existsSync(name)) return [name];
  const shipped = shippedFiles(parts).find((file) => nameOf(file) === name);
  if (shipped === undefined) {
    throw new UserError(
      `cannot read ${name}: no such file, and no shipped scenario of that name (probesim list scenarios)`,
    );
  }
  return [fromHere(shipped)];
}

/** Relative if below the current folder: shorter to read in a report. */
function fromHere(file: string): string {
  const relative = path.relative('', file);
  return relative.startsWith('..') ? file : relative;
}

/** The shipped scenario files, small ones first: the machines are large and rarely asked for by digest. */
export function shippedFiles({ scenariosDir }: Pick<Parts, 'scenariosDir'>): readonly string[] {
  const folders = [scenariosDir, path.join(scenariosDir, 'machines')].filter(isFolder);
  return folders.flatMap(scenarioFiles);
}

/** A scenario's name: its file's, without folder and ending. */
export const nameOf = (file: string): string => path.basename(file).replace(/\.ya?ml$/, '');

function isShipped(parts: Parts, file: string): boolean {
  const real = fs.realpathSync(file);
  return shippedFiles(parts).some((shipped) => fs.realpathSync(shipped) === real);
}

/** The scenario that a token was made with, on the system it was run on. */
export function sourceOfToken(
  session: Session,
  token: Token,
  file: string | undefined,
  resync: boolean,
): Source {
  const { parts } = session;
  if (file !== undefined) return fromFile(session, token, file, resync);
  if (token.embedded !== undefined) return fromText(parts, token, token.embedded);
  for (const shipped of shippedFiles(parts)) {
    const [source] = loadAll(session, [shipped]);
    const found = source && onSystemOf(parts, token, source);
    if (found !== undefined) return { ...found, file: fromHere(shipped) };
  }
  throw new UserError(
    'this token belongs to none of the shipped scenarios as they are today.\n' +
      'If the run was made from a file, name it: npx probesim replay TOKEN --file FILE',
  );
}

function fromFile(session: Session, token: Token, file: string, resync: boolean): Source {
  const [source, ...more] = loadAll(session, [file]);
  if (source === undefined || more.length > 0)
    throw new UserError(`--file wants one scenario, ${file} is a folder`);
  const found = onSystemOf(session.parts, token, source);
  if (found !== undefined) return found;
  if (resync) return source;
  throw new UserError(
    `${file} is not the scenario of this token, or has changed since.\n` +
      'With --resync the run is repeated as well as it goes.',
  );
}

function fromText(parts: Parts, token: Token, text: string): Source {
  const loaded = parts.parse(text, '(in the token)');
  if (!loaded.ok) throw new FileProblems(loaded.problems.trimEnd());
  const source = { scenario: loaded.scenario, file: '(in the token)', shipped: false, embedded: text };
  return onSystemOf(parts, token, source) ?? source;
}

/** `run --system` may have changed the system: look which one gives the token's digest. */
function onSystemOf(parts: Parts, token: Token, source: Source): Source | undefined {
  const systems = [source.scenario.system, ...parts.catalogues().systems.map(({ name }) => name)];
  const system = systems.find((system) => scenarioDigest({ ...source.scenario, system }) === token.scenario);
  return system === undefined ? undefined : { ...source, scenario: { ...source.scenario, system } };
}
