/** Statements of the reference's section 13 about the channel devices of s390 and their groups. */
import { describe, expect, it } from 'vitest';
import { everyRun } from '../observed.ts';
import { ANY_ORDER, outcomes, probes, scenarioOf } from './given.ts';

describe('s390 (9.6)', () => {
  const ccw = (story: string): string => `
devices:
  c0: { bus: ccw, modalias: "ccw:3088m08", appears: boot }
  c1: { bus: ccw, modalias: "ccw:3088m08", appears: boot }
  g: { bus: ccwgroup, appears: story }
  h: { bus: ccwgroup, appears: story }
drivers:
  ctcm: { bus: ccw, matches: ["ccw:3088m08"], module: ctcm }
  lcs: { bus: ccw, matches: ["ccw:3088m08"], module: lcs }
  ctcm-group: { bus: ccwgroup, module: ctcm }
  lcs-group: { bus: ccwgroup, module: lcs }
modules:
  ctcm: { drivers: [ctcm, ctcm-group] }
  lcs: { drivers: [lcs, lcs-group] }
udev: false
given: [{ modprobe: ctcm }]
story: ${story}
`;
  const group = (driver: string, device: string): string =>
    `{ group: { driver: ${driver}, device: ${device}, members: [c0, c1] } }`;

  it('T31 GIVEN two ccw drivers claim one id and always succeed THEN the earlier keeps it; the later still rewrites driver_info', () => {
    everyRun(scenarioOf(ccw('[{ modprobe: lcs }]')), ANY_ORDER, (run) => {
      expect([run.ends['c0'], run.ends['c1'], probes(run, 'lcs')]).toEqual(['ctcm', 'ctcm', 0]);
      const info = run.of('ccw-driver-info', { device: 'c0' }).at(-1);
      expect(info?.values.driver).toBe('lcs');
    });
  });

  it('9.6 GIVEN the group driver has not registered THEN there is no group file', () => {
    const text = ccw(`[{ as: admin, do: [{ rmmod: ctcm }, ${group('ctcm-group', 'g')}] }]`);
    everyRun(scenarioOf(text), ANY_ORDER, (run) => expect(outcomes(run, 'admin')).toEqual(['ok', 'ENOENT']));
  });

  it('9.6 GIVEN members of one ccw driver THEN its group driver takes them by force; another, or a second group, is refused', () => {
    const actions = [group('lcs-group', 'g'), group('ctcm-group', 'g'), group('ctcm-group', 'h')].join(', ');
    everyRun(scenarioOf(ccw(`[{ as: admin, do: [{ modprobe: lcs }, ${actions}] }]`)), ANY_ORDER, (run) => {
      expect(run.ends['h']).toBe(null);
      expect(outcomes(run, 'admin').slice(1)).toContain('EINVAL');
    });
    everyRun(
      scenarioOf(ccw(`[{ as: admin, do: [${group('ctcm-group', 'g')}, ${group('ctcm-group', 'h')}] }]`)),
      ANY_ORDER,
      (run) => {
        expect([run.ends['g'], run.ends['h'], outcomes(run, 'admin')]).toEqual([
          'ctcm-group',
          null,
          ['ok', 'EINVAL'],
        ]);
        expect(run.count('matched', { device: 'g' })).toBe(0);
      },
    );
  });
});
