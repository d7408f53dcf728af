/** The importers' only reader of the disk: bounds, links, errors that say what to do. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILE_MAX, readConfigDirectories, readModuleDatabase, readTextFile } from '../../sim/import/files.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'probesim-import-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A fresh directory with these files. */
function directory(files: Readonly<Record<string, string | Buffer>>): string {
  const path = mkdtempSync(join(root, 'd-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

const DEP = 'kernel/a-b.ko:\nkernel/c.ko.xz: kernel/a-b.ko\n';
const ALIAS = '# made by depmod\nalias pci:v1* c\n';

describe('module directories', () => {
  it('need modules.alias and modules.dep; the rest may be absent, plain or gzipped', () => {
    const plain = readModuleDatabase(directory({ 'modules.alias': ALIAS, 'modules.dep': DEP }));
    expect([...plain.modules.keys()]).toEqual(['a_b', 'c']);
    expect(plain.modules.get('c')).toMatchObject({ aliases: ['pci:v1*'], depends: ['a_b'], builtin: null });
    expect(plain.notes.join()).toMatch(/no modules\.order.*no modules\.builtin/);
    const packed = directory({
      'modules.alias.gz': gzipSync(ALIAS),
      'modules.dep': DEP,
      'modules.order': 'kernel/c.ko\n',
      'modules.builtin': 'kernel/z.ko\n',
      'modules.builtin.modinfo': 'z.alias=pci:z\0z.license=GPL\0',
      'modules.softdep': 'softdep c pre:\nsoftdep c pre: a-b\n',
    });
    const { modules, notes } = readModuleDatabase(packed);
    expect(modules.get('z')).toMatchObject({ aliases: ['pci:z'], builtin: 6 });
    expect(modules.get('c')).toMatchObject({ order: 0, softdepPre: [] });
    expect(modules.get('a_b')?.order).toBeGreaterThan(0);
    expect(notes).toEqual([]);
  });

  it('say what is missing or wrong, where, and what to do', () => {
    expect(() => readModuleDatabase(join(root, 'nowhere'))).toThrow(
      /nowhere: no such file or directory; check the path/,
    );
    expect(() => readModuleDatabase(directory({ 'modules.dep': DEP }))).toThrow(
      /no modules\.alias in it; name a directory like/,
    );
    expect(() =>
      readModuleDatabase(directory({ 'modules.alias': 'nonsense\n', 'modules.dep': DEP })),
    ).toThrow(/modules\.alias: 'nonsense' is no alias line; run depmod/);
    expect(() => readModuleDatabase(directory({ 'modules.alias': ALIAS, 'modules.dep': 'x\n' }))).toThrow(
      /modules\.dep line 1/,
    );
    const registrations = directory({
      'modules.alias': ALIAS,
      'modules.dep': DEP,
      'bus-registrations.json': '{"c":1}',
    });
    expect(() => readModuleDatabase(registrations)).toThrow(
      /bus-registrations\.json: 'c' has no list of buses/,
    );
  });

  it('are not left through a symbolic link', () => {
    const path = directory({ 'modules.dep': DEP });
    symlinkSync('/etc/hostname', join(path, 'modules.alias'));
    expect(() => readModuleDatabase(path)).toThrow(/modules\.alias: a symbolic link; copy the file/);
  });
});

describe('files', () => {
  it('must be ordinary files', () => {
    const path = directory({});
    expect(() => readTextFile(path)).toThrow(/a directory, not a file/);
    expect(() => readTextFile('/dev/zero')).toThrow(/no ordinary file/);
    execFileSync('mkfifo', [join(path, 'pipe')]);
    expect(() => readTextFile(join(path, 'pipe'))).toThrow(/no ordinary file/);
  });

  it('may be links if the user named them', () => {
    const path = directory({ 'm.json': '{}' });
    symlinkSync('m.json', join(path, 'link'));
    expect(readTextFile(join(path, 'link'))).toBe('{}');
  });

  it('are bounded, packed or not', () => {
    const path = directory({
      'bomb.gz': gzipSync(Buffer.alloc(FILE_MAX + 1)),
      'broken.gz': 'x',
      'ok.gz': gzipSync('text'),
    });
    expect(() => readTextFile(join(path, 'bomb.gz'))).toThrow(/unpacks to more than/);
    expect(() => readTextFile(join(path, 'broken.gz'))).toThrow(/no valid gzip file/);
    expect(readTextFile(join(path, 'ok.gz'))).toBe('text');
    execFileSync('truncate', ['-s', String(FILE_MAX + 1), join(path, 'large')]);
    expect(() => readTextFile(join(path, 'large'))).toThrow(/larger than/);
  });
});

describe('modprobe.d directories', () => {
  it('of files with one name the first directory counts; a link to /dev/null masks', () => {
    const [etc, lib] = [
      directory({ 'a.conf': 'etc', 'notes.txt': 'x' }),
      directory({ 'a.conf': 'lib', 'b.conf': 'b', 'm.conf': 'm' }),
    ];
    symlinkSync('/dev/null', join(etc, 'm.conf'));
    expect(readConfigDirectories([etc, lib])).toEqual(
      expect.arrayContaining([
        { name: 'a.conf', text: 'etc' },
        { name: 'b.conf', text: 'b' },
        { name: 'm.conf', text: '' },
      ]),
    );
    expect(readConfigDirectories([etc, lib])).toHaveLength(3);
  });

  it('refuse other links and directories', () => {
    const [linked, nested] = [directory({}), directory({})];
    symlinkSync('/etc/passwd', join(linked, 'x.conf'));
    mkdirSync(join(nested, 'x.conf'));
    expect(() => readConfigDirectories([linked])).toThrow(/x\.conf: a symbolic link/);
    expect(() => readConfigDirectories([nested])).toThrow(/x\.conf: a directory/);
  });
});
