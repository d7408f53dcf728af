/** One file with many mistakes, and how they are told. */
import { describe, expect, it } from 'vitest';
import { renderProblems } from '../../sim/scenario/render.ts';
import { problemsOf } from './examples.ts';

/** As a hurried author might leave it. */
const MISTAKES = `# Twelve mistakes and more.
titel: vfio-pci and nouveau
system: linux-61
devices:
  gpu: { bus: pcie, modalias: 5, foo: 1 }
  gpu: { bus: pci }
  hub: { bus: usb, parent: port, suppliers: [hub, gpu, gpu] }
  port: { bus: usb, parent: hub }
  stick: { modalias: "usb:v0781p5567" }
drivers:
  nouveau: { bus: pci, matches: ["pci:v000010DEd0*", "pci:v000012D2d0*"], match: { gpu: ENVAL, gup: EINVAL }, probe: { takes: 5, may: [okay] } }
  usb-storage: { bus: usb, matches: ["usb:v0781*"], module: usb-storage, probe: { takes: 5ms..1ms } }
modules:
  uas: { depends: [usb_storag], drivers: [usb-storage] }
boot:
story:
  - { at: 1m, add: gup }
  - { ad: gpu }
  - { at: 5ms, remove: gpu, add: gpu }
  - as: admin
    do:
      - bind: nouvau gpu
      - setle
      - bind: { driver: usb-storage, device: gpu }
expect:
  always: [at-most-one-drver]
  sometimes: [{ ends: { stick: nouveau }, breaks: settles }]
  ends: { stick: [usb_storage, none] }
`;

describe('a file with many mistakes', () => {
  const catalogues = { systems: ['linux-6.1', 'linux-6.12'], invariants: ['at-most-one-driver', 'settles'] };

  it('is told all of them at once, in the order of the file', async () => {
    const text = renderProblems(problemsOf(MISTAKES, { file: 'scenarios/mine.yaml', catalogues }));
    await expect(text).toMatchFileSnapshot('mistakes.golden.txt');
  });

  it('below its first line no problem needs more than 80 columns', () => {
    const lines = renderProblems(problemsOf(MISTAKES)).split('\n');
    expect(lines.filter((line) => line.startsWith(' ') && line.length > 80)).toEqual([]);
  });

  it('the carets stand under what is wrong', () => {
    for (const { excerpt, column, underline, where } of problemsOf(MISTAKES)) {
      const token = excerpt.slice(column - 1, column - 1 + underline);
      expect(token, where).toMatch(/^\S(?:.*\S)?$/);
    }
  });

  it('after a hundred problems only their number follows', () => {
    const text = `title: x\nstory:\n${'- { add: nobody }\n'.repeat(150)}`;
    const problems = problemsOf(text);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatchObject({ line: 103, message: 'and 50 more problems from here on' });
  });
});
