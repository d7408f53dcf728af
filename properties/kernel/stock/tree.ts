/** What a guest with the kernel’s own modules has more: the modules, their index, the real kmod with its libraries. */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KernelFiles } from '../rig/packages.ts';
import { runTool } from '../rig/tools.ts';
import { STOCK_MODULES } from './hardware.ts';

const plain = (file: string): string =>
  (file.split('/').at(-1) ?? '').replace(/\.ko.*$/, '').replaceAll('-', '_');

/** Adds it all to the tree of an initramfs; `sources` is where the guest's own files lie. */
export function addStock(tree: string, { release, root }: KernelFiles, sources: string): void {
  for (const folder of ['sbin', 'run', 'etc/modprobe.d']) mkdirSync(join(tree, folder), { recursive: true });
  addKmod(tree);
  for (const script of ['tidy', 'await']) {
    cpSync(join(sources, script), join(tree, 'lib', script));
    chmodSync(join(tree, 'lib', script), 0o755);
  }
  const from = join(root, 'lib/modules', release);
  const to = join(tree, 'lib/modules', release);
  for (const file of [
    ...closure(root, release),
    'modules.order',
    'modules.builtin',
    'modules.builtin.modinfo',
  ]) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file));
  }
  runTool('depmod', ['-b', tree, release]);
}

/** Files of the modules and of all that they need, directly or not. */
function closure(root: string, release: string): readonly string[] {
  const index = join(root, 'lib/modules', release, 'modules.dep');
  if (!existsSync(index)) runTool('depmod', ['-b', root, release]);
  const needs = new Map(
    readFileSync(index, 'utf8')
      .split('\n')
      .map((line) => line.split(': ').join(':').split(':'))
      .map(([file = '', rest = '']) => [plain(file), [file, ...rest.split(' ').filter(Boolean)]]),
  );
  return [...new Set([...STOCK_MODULES, ...EXTRA].flatMap((name) => needs.get(name) ?? []))].sort();
}

/** What a sound card asks for by name while it is probed. */
const EXTRA = ['snd_hda_codec_generic', 'vfio_iommu_type1'];

/** The machine's kmod, at the path where the kernel looks for it too. */
function addKmod(tree: string): void {
  const libraries = [
    ...runTool('ldd', ['/bin/kmod'])
      .toString()
      .matchAll(/(\/\S+) \(0x/g),
  ].map(([, file]) => file ?? '');
  for (const file of libraries) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    cpSync(file, join(tree, file), { dereference: true });
  }
  for (const name of ['modprobe', 'rmmod'])
    cpSync('/bin/kmod', join(tree, 'sbin', name), { dereference: true });
}
