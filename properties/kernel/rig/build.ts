/** The guest: our module for this kernel, the runner, both with a shell and the plan in an initramfs. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  lutimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { addStock } from '../stock/tree.ts';
import type { KernelFiles } from './packages.ts';
import { rigFolder, runTool, tell } from './tools.ts';

const SOURCES = dirname(dirname(fileURLToPath(import.meta.url)));

/** Builds modules and runner; gives the folder of an initramfs without a plan, with the kernel’s own modules or not. */
export function buildGuest(files: KernelFiles, stock: boolean): string {
  const { release, root } = files;
  tell(`building for ${release}${stock ? ' with its own modules' : ''}`);
  const build = rigFolder('build', release);
  cpSync(join(SOURCES, 'module'), build, { recursive: true });
  runTool('make', ['-s', '-C', build, `HEADERS=${headersOf(release, root)}`]);
  const tree = emptyTree(join(rigFolder('guests'), stock ? `${release}-stock` : release));
  for (const file of readdirSync(build).filter((name) => name.endsWith('.ko')))
    strip(join(build, file), tree);
  const sources = readdirSync(join(SOURCES, 'guest')).filter((name) => name.endsWith('.c'));
  const compiler = ['-O2', '-static', '-pthread', '-Wall', '-Wl,--build-id=none'];
  runTool('gcc', [...compiler, '-o', join(tree, 'bin/runner'), ...sources], { cwd: join(SOURCES, 'guest') });
  cpSync(join(root, 'bin/busybox'), join(tree, 'bin/busybox'));
  symlinkSync('busybox', join(tree, 'bin/sh'));
  cpSync(join(SOURCES, 'guest/init'), join(tree, 'init'));
  chmodSync(join(tree, 'init'), 0o755);
  if (stock) addStock(tree, files, join(SOURCES, 'guest'));
  return tree;
}

/** Unpacked headers look for their other half where they would be installed. */
function headersOf(release: string, root: string): string {
  const headers = join(root, 'usr/src', `linux-headers-${release}`);
  const common = join(root, 'usr/src', `linux-headers-${release.replace(/-amd64$/, '-common')}`);
  const makefile = join(headers, 'Makefile');
  const text = readFileSync(makefile, 'utf8').replace(/^include .*$/m, `include ${common}/Makefile`);
  writeFileSync(makefile, text);
  return headers;
}

function emptyTree(tree: string): string {
  rmSync(tree, { recursive: true, force: true });
  for (const folder of ['bin', 'lib', 'proc', 'sys', 'dev', 'tmp'])
    mkdirSync(join(tree, folder), { recursive: true });
  return tree;
}

/** Without what differs from build to build: the same sources give the same guest, bit for bit. */
function strip(module: string, tree: string): void {
  const to = join(tree, 'lib', module.slice(module.lastIndexOf('/') + 1));
  runTool('objcopy', ['--strip-debug', '-R', '.note.gnu.build-id', module, to]);
}

/** Packs a guest with a plan. Equal contents give equal bytes, which exact runs rest on. */
export function packInitramfs(tree: string, plan: string): string {
  writeFileSync(join(tree, 'plan'), plan);
  const files = filesBelow(tree, '').sort();
  for (const file of files) lutimesSync(join(tree, file), 0, 0);
  const archive = runTool('cpio', ['-o', '-H', 'newc', '--quiet', '--reproducible', '-R', '0:0'], {
    cwd: tree,
    input: `${files.join('\n')}\n`,
  });
  const to = `${tree}.cpio.gz`;
  writeFileSync(to, gzipSync(archive, { level: 1 }));
  return to;
}

/** All files and folders, a folder before what is in it. */
function filesBelow(tree: string, folder: string): string[] {
  return readdirSync(join(tree, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? [path, ...filesBelow(tree, path)] : [path];
  });
}
