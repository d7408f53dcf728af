/**
 * What comes from Debian. Tools are installed if we may, else the user is told which; kernels, their headers and a
 * newer QEMU are only unpacked into the rig's folder, so the machine's own kernel and sources stay as they are.
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelName } from '../recording.ts';
import { rigFolder, RigError, runTool, tell } from './tools.ts';

/** A program and the package that it comes from. */
const TOOLS: readonly (readonly [program: string, debian: string])[] = [
  ['qemu-system-x86_64', 'qemu-system-x86'],
  ['gcc', 'gcc'],
  ['make', 'make'],
  ['cpio', 'cpio'],
  ['objcopy', 'binutils'],
];
/** Needed without a program of its own: the C library's headers, and what the kernel's build tools are linked with. */
const LIBRARIES: readonly (readonly [file: string, debian: string])[] = [
  ['/usr/include/stdio.h', 'libc6-dev'],
  ['/usr/lib/x86_64-linux-gnu/libelf.so.1', 'libelf1'],
];

/** Only for a guest with the kernel's own modules. */
const STOCK_TOOLS: typeof TOOLS = [
  ['kmod', 'kmod'],
  ['depmod', 'kmod'],
];

/** Installs what is missing, as root; a user is told the command. */
export function installTools(stock: boolean): void {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  const missing = [
    ...[...TOOLS, ...(stock ? STOCK_TOOLS : [])].filter(
      ([program]) => !folders.some((folder) => existsSync(join(folder, program))),
    ),
    ...LIBRARIES.filter(([file]) => !existsSync(file)),
  ]
    .map(([, debian]) => debian)
    .filter((name, at, all) => all.indexOf(name) === at);
  if (missing.length === 0) return;
  const command = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0)
    throw new RigError(
      `missing: ${missing.join(', ')}\nrun this, then again: sudo apt-get ${command.join(' ')}`,
    );
  tell(`installing ${missing.join(', ')}`);
  runTool('apt-get', ['update']);
  runTool('apt-get', command, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
}

/** Options that make apt use lists and a cache of its own, with the backports as their only source. */
function backportsOptions(): readonly string[] {
  const [parts, lists, cache] = ['sources', 'lists', 'cache'].map((name) => rigFolder('backports', name));
  rigFolder('backports', 'lists', 'partial');
  rigFolder('backports', 'cache', 'archives', 'partial');
  const options = [
    ['Dir::Etc::sourcelist', '/dev/null'],
    ['Dir::Etc::sourceparts', parts],
    ['Dir::State::lists', lists],
    ['Dir::Cache', cache],
  ].flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  if (readdirSync(lists ?? '').some((name) => name.includes('Packages'))) return options;
  writeFileSync(join(parts ?? '', 'backports.sources'), backportsSource());
  tell('reading the list of backports');
  runTool('apt-get', [...options, '-q', 'update']);
  return options;
}

/** The backports of the mirror that this machine uses already. */
function backportsSource(): string {
  const sites = runTool('apt-get', [
    'indextargets',
    '--format',
    '$(SITE) $(CODENAME)',
    'Created-By: Packages',
  ]);
  const mirror = /^(\S+) bookworm$/m.exec(sites.toString())?.[1];
  if (!mirror) throw new RigError('no source of Debian 12 (bookworm) on this machine: the rig needs one');
  const signed = 'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg';
  return `Types: deb\nURIs: ${mirror}\nSuites: bookworm-backports\nComponents: main\n${signed}\n`;
}

/** Downloads packages, those that are not there yet, and unpacks them below `folder`. */
function unpack(packages: readonly string[], folder: string, options: readonly string[]): void {
  const debs = rigFolder('debs', folder);
  const root = rigFolder('roots', folder);
  const wanted = packages.filter((name) => !readdirSync(debs).some((deb) => deb.startsWith(`${name}_`)));
  if (wanted.length > 0) tell(`downloading ${wanted.join(', ')}`);
  if (wanted.length > 0) runTool('apt-get', [...options, '-q', 'download', ...wanted], { cwd: debs });
  for (const name of packages) {
    const deb = readdirSync(debs).find((file) => file.startsWith(`${name}_`));
    runTool('dpkg-deb', ['-x', join(debs, deb ?? name), root]);
  }
}

/** Files of one kernel, unpacked. */
export interface KernelFiles {
  /** uname -r, as the folder of its modules says. */
  readonly release: string;
  readonly root: string;
}

/** Fetches a kernel with what builds modules for it. */
export function fetchKernel(kernel: KernelName): KernelFiles {
  const folder = `linux-${kernel}`;
  const root = rigFolder('roots', folder);
  // Written last, so that an interrupted fetch is taken up again.
  const whole = join(root, 'whole');
  if (!existsSync(whole)) {
    const options = kernel === '6.1' ? [] : backportsOptions();
    unpack(packagesOf(kernel, versionOf(options)), folder, options);
    unpack(['busybox-static'], folder, []);
    writeFileSync(whole, '');
  }
  const release = readdirSync(join(root, 'lib', 'modules'))[0];
  if (!release?.startsWith(`${kernel}.`))
    throw new RigError(
      `linux-image-amd64 of this machine's sources is ${release}, not ${kernel}: is it Debian 12?`,
    );
  return { release, root };
}

function versionOf(options: readonly string[]): string {
  const depends = runTool('apt-cache', [...options, 'depends', 'linux-image-amd64']).toString();
  const version = /Depends: linux-image-(\S+)-amd64$/m.exec(depends)?.[1];
  if (!version) throw new RigError('no linux-image-amd64 in the package lists: run apt-get update as root');
  return version;
}

function packagesOf(kernel: KernelName, version: string): readonly string[] {
  const headers = [`linux-headers-${version}-amd64`, `linux-headers-${version}-common`];
  const build =
    kernel === '6.1' ? ['linux-kbuild-6.1', 'linux-compiler-gcc-12-x86'] : [`linux-kbuild-${version}`];
  return [`linux-image-${version}-amd64`, ...headers, ...build];
}

/** Arguments before all others that start a QEMU whose instruction counting keeps two CPUs in step (8.1 or newer). */
export function fetchExactQemu(): readonly [program: string, ...args: string[]] {
  const root = rigFolder('roots', 'qemu');
  const whole = join(root, 'whole');
  if (!existsSync(whole)) {
    unpack(['qemu-system-x86', 'qemu-system-common', 'qemu-system-data'], 'qemu', backportsOptions());
    writeFileSync(whole, '');
  }
  const firmware = [join(root, 'usr/share/qemu'), '/usr/share/seabios', '/usr/share/qemu'];
  return [join(root, 'usr/bin/qemu-system-x86_64'), ...firmware.flatMap((folder) => ['-L', folder])];
}
