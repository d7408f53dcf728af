/** Several modprobe.d files become one text, in the order and with the blind spots of libkmod. */
import { describe, expect, it } from 'vitest';
import { mergeConfigs } from '../../sim/import/config-files.ts';
import { database } from './shipped.ts';

describe('several modprobe.d files', () => {
  it('are read in the order of their names', () => {
    const { text } = mergeConfigs(
      [
        { name: 'b.conf', text: 'blacklist b' },
        { name: 'a.conf', text: 'blacklist a' },
      ],
      database,
    );
    expect(text.split('\n')).toEqual(['blacklist a', 'blacklist b']);
  });

  // Seen with kmod 30: the same softdep line works from a.conf and does nothing from z.conf.
  it('a softdep line in a file behind modules.softdep has no effect if the kernel has one for the module', () => {
    const line = 'softdep r8169 pre: vfio-pci';
    expect(mergeConfigs([{ name: 'a.conf', text: line }], database).text).toBe(line);
    const late = mergeConfigs(
      [{ name: 'vfio.conf', text: `${line}\nsoftdep e1000e pre: vfio-pci` }],
      database,
    );
    expect(late.text).toBe('softdep e1000e pre: vfio-pci');
    expect(late.notes.join()).toMatch(/vfio\.conf: 'softdep r8169.*has no effect/);
  });

  it('bad lines are noted with file and line', () => {
    expect(mergeConfigs([{ name: 'x.conf', text: '\nfrobnicate x' }], database).notes).toEqual([
      expect.stringMatching(/^x\.conf:2: ignored: no such command 'frobnicate'/),
    ]);
  });
});
