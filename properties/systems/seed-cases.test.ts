/** The cases of the 2021 thread, igd and nvlink, under every position taken in it: one scenario, many rules. */
import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { PROPOSALS } from '../../sim/systems/proposals/catalogue.ts';
import { STORIES } from '../golden/shipped.ts';
import { scenarioFrom } from '../runs.ts';
import { endsOf } from './under.ts';

function shipped(name: string, system?: string): Scenario {
  const scenario = scenarioFrom(STORIES.find((story) => story.name === name)?.text ?? '', `${name}.yaml`);
  return system === undefined ? scenario : { ...scenario, system };
}

const endings = (name: string, systems: readonly string[]): Record<string, readonly string[]> =>
  Object.fromEntries(systems.map((system) => [system, endsOf(shipped(name, system))]));

describe('what each position of 2021 makes of the thread’s cases, over all orders', () => {
  it('igd with a variant driver, and an override that names the generic one', () => {
    const systems = [
      'linux-6.1',
      'override-only',
      'softdep-override',
      'flavour',
      'user-space',
      'priority-2021',
    ];
    expect(endings('igd-variant-drivers', systems)).toEqual({
      'linux-6.1': ['igd=vfio-pci'],
      'override-only': ['igd=vfio-pci'],
      'softdep-override': ['igd=vfio-pci-igd'],
      flavour: ['igd=vfio-pci'],
      'user-space': ['igd=vfio-pci'],
      'priority-2021': ['igd=vfio-pci'],
    });
  });

  it('nvlink: a variant that refuses a card without the link', () => {
    expect(
      endings('nvlink-variant-drivers', ['linux-6.1', 'softdep-override', 'flavour', 'priority-2021']),
    ).toEqual({
      'linux-6.1': ['npu=npu2-vfio-pci gpu=nvlink2gpu-vfio-pci lone=-'],
      'softdep-override': ['npu=npu2-vfio-pci gpu=nvlink2gpu-vfio-pci lone=vfio-pci'],
      flavour: ['npu=npu2-vfio-pci gpu=nvlink2gpu-vfio-pci lone=vfio-pci'],
      'priority-2021': ['npu=npu2-vfio-pci gpu=nvlink2gpu-vfio-pci lone=-'],
    });
  });

  it('vfio as a library of the native driver: it keeps its device, and one that knows nothing of it takes the catch-all', () => {
    const systems = ['linux-6.1', 'linux-2.6.20', ...Object.keys(PROPOSALS)];
    expect(endings('vfio-library-of-native-driver', systems)).toEqual(
      Object.fromEntries(systems.map((system) => [system, ['igd=i915 nic=vfio-pci']])),
    );
  });

  it('ctc and lcs: only where the choice is made above the channels does nothing depend on order', () => {
    const old = 'ctc-and-lcs-before-2009';
    const all =
      '0.0.f200=cu3088 0.0.f201=cu3088 0.0.f500=cu3088 0.0.f501=cu3088 ctc0=ctc-group lcs0=lcs-group';
    expect(endings(old, ['linux-2.6.20', 'linux-6.1', 'priority-2021', 'flavour'])).toEqual({
      'linux-2.6.20': [all],
      'linux-6.1': [all],
      'priority-2021': [all],
      flavour: [all],
    });
  });

  it.each(Object.keys(PROPOSALS))(
    'one driver with everything inside: nothing to choose under %s',
    (system) => {
      expect(endsOf(shipped('vfio-regions-by-capability', system))).toEqual([
        'igd=vfio-pci npu=vfio-pci gpu=vfio-pci',
      ]);
      expect(endsOf(shipped('igd-inside-vfio-pci', system))).toEqual(['igd=vfio-pci odd-igd=-']);
    },
  );
});
