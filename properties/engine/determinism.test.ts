/** Equal scenario and seed give equal traces: on every run, in a worker, with and without the compiler. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashLines } from './hashes.ts';

const SEEDS = 4;
const elsewhere = new URL('./hashes-elsewhere.ts', import.meta.url);
let here: readonly string[] = [];
beforeAll(() => {
  here = hashLines(SEEDS);
});

/** The lines as another process of this Node prints them. */
function linesOf(...flags: readonly string[]): Promise<string[]> {
  const { promise, resolve, reject } = withResolvers<string[]>();
  const args = [...flags, '--import', 'tsx', fileURLToPath(elsewhere), `${SEEDS}`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  child.on('error', reject);
  child.on('close', (code) =>
    code === 0 ? resolve(texts.out.trim().split('\n')) : reject(new Error(texts.err)),
  );
  return promise;
}

describe.concurrent('trace hashes are equal', () => {
  it('on a second run in the same process', () => {
    expect(hashLines(SEEDS)).toEqual(here);
  });

  it('in a worker thread', async () => {
    const { promise, resolve, reject } = withResolvers<unknown>();
    // A worker's --import does not bring tsx in, so tsx is asked by name.
    const script = `import('tsx/esm/api').then((tsx) => tsx.tsImport('${elsewhere.href}', '${elsewhere.href}'))`;
    const worker = new Worker(script, { eval: true, workerData: SEEDS });
    worker.on('message', resolve);
    worker.on('error', reject);
    expect(await promise).toEqual(here);
  });

  it('in another process', async () => {
    expect(await linesOf()).toEqual(here);
  });

  it('in a process without just-in-time compiler', async () => {
    expect(await linesOf('--jitless')).toEqual(here);
  });

  it('in a process with another seed for hash tables', async () => {
    expect(await linesOf('--hash-seed=12345')).toEqual(here);
  });
});

it('trace hashes tell runs apart', () => {
  const hashes = here.map((line) => line.split(' ').at(-1));
  expect(new Set(hashes).size).toBe(here.length);
  expect(hashLines(SEEDS + 1)).not.toEqual(here);
});

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
