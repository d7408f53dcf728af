/** Scenario files that the tests of this folder read: none of them is shipped. */
import { expect } from 'vitest';
import { parseScenario, type ParseOptions, type Problem } from '../../sim/scenario/parse.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

export const RACE = `# yaml-language-server: $schema=../scenario.schema.json
# SPDX-License-Identifier: MIT
# vfio-pci takes what i915 wants.
#
# Both are registered while the GPU appears.
title: vfio-pci and i915 race for the integrated GPU
devices:
  igd: { bus: pci, modalias: "pci:v00008086d00003E92sv00001028sd0000085Abc03sc00i00" }
drivers:
  vfio-pci: { bus: pci, matches: ["pci:*"], probe: { takes: 1ms..3ms } }
  i915: { bus: pci, matches: ["pci:v00008086d00003E92*"], module: i915, probe: { takes: 80ms..200ms, may: [EPROBE_DEFER, ENODEV] } }
modules:
  i915: { load: 20ms..60ms }
story:
  - { at: 0ms, add: igd }
  - { at: 0ms..30ms, register: vfio-pci }
  - { at: 5ms, modprobe: i915 }
expect:
  always: [at-most-one-driver, specific-over-catch-all]
  ends: { igd: [i915] }
`;

export const BOOTED = `title: a whole boot
system: linux-6.12
quirks: [forget-missed-retry]
kernel: { driver-async-probe: ["*", ahci], deferred-probe-timeout: never, module-blacklist: [snd-hda] }
buses:
  simbus: { autoprobe: false }
  usb: { parent-lock: false }
devices:
  hub: { bus: usb, usb: device, modalias: "usb:v1D6Bp0002" }
  key: { bus: usb, parent: hub, modalias: "usb:v046Dp", suppliers: hub, dma: EBUSY }
  pad: { bus: hid, parent: key, appears: boot, appears-after: 2ms, hid-special: true }
  disk: { bus: pci, modalias: "pci:v00008086d1", preset-driver: ahci, driver-override: ahci }
  toy: { bus: simbus }
drivers:
  ahci:
    bus: pci
    matches: "pci:v00008086*"
    module: ahci
    probe: { takes: 5ms, may: [ok, 1], needs: [hub], needs-checked: late }
    probe-on: { disk: { script: [EPROBE_DEFER, ok] } }
    ids: "pci:v00001022*"
  hid-generic: { bus: hid, matches: ["hid:b*g*v*p*"], generic: true, match: { pad: EPROBE_DEFER } }
  usbcore: { bus: usb, usb: device, matches: ["*"], bind-attrs: false, probe-type: async, remove-takes: 1ms..2ms }
  sound card: { bus: usb, override-only: ["usb:*"], match: EINVAL }
modules:
  ahci: { order: 7, depends: [libahci], softdep: { pre: snd-hda, post: [libata] }, init-may: [ok, EINVAL], async-probe: true }
  libahci: { depends: [libata], builtin: 4 }
  libata: { builtin: true, init: 0 }
  snd-hda: { aliases: ["usb:v*"], drivers: [sound card, usbcore] }
boot: { initramfs: [ahci], initramfs-modprobe-config: "blacklist snd_hda", modules-load: libata, coldplug: false, userspace-after: 1s }
udev: { workers: 2, rules-take: 7us }
modprobe.d: |
  blacklist nouveau
story:
  - { at: 1.5s, remove: key }
  - { at: 2s, as: admin, do: [{ unbind: ahci disk }, { override: { device: disk, driver: none } }, { wait: 1ms..2ms }, settle] }
expect:
  never: [{ ends: { disk: none } }]
  sometimes: [{ breaks: at-most-one-driver, device: disk }, { ends: { disk: ahci, pad: hid-generic } }]
assumptions: [probes of disks take 5 ms]
`;

export const RUNNING = `title: every action on a running machine
devices:
  gpu: { bus: pci, modalias: "pci:v1" }
  c0: { bus: ccw, modalias: "ccw:t3088m08" }
  c1: { bus: ccw, modalias: "ccw:t3088m08" }
  net: { bus: ccwgroup }
drivers:
  amdgpu: { bus: pci, matches: ["pci:v*"] }
  ctcm: { bus: ccwgroup }
  ctcm-ccw: { bus: ccw, matches: ["ccw:t3088m08*"] }
modules:
  amdgpu: { drivers: [amdgpu] }
given:
  - { register: amdgpu }
  - settle
story:
  - { register: ctcm }
  - { unregister: ctcm }
  - { modprobe: amdgpu }
  - { rmmod: amdgpu }
  - { bind: { driver: amdgpu, device: gpu } }
  - { unbind: amdgpu gpu }
  - { drivers_probe: gpu }
  - { reprobe: gpu }
  - { attach: gpu }
  - { override: { device: gpu, driver: amdgpu } }
  - { new_id: { driver: amdgpu, pattern: "pci:v2*" } }
  - { remove_id: { driver: amdgpu, pattern: "pci:v2*" } }
  - { autoprobe: { bus: pci, on: false } }
  - { rescan: pci }
  - { group: { driver: ctcm, device: net, members: [c0, c1] } }
  - { wait: 3ms }
  - settle
  - { do: coldplug, at: 5ms }
  - { as: slow, do: [block_probing, unblock_probing] }
  - { modprobe: amdgpu, at: 7ms }
udev: false
`;

export const EXAMPLES: Readonly<Record<string, string>> = { RACE, BOOTED, RUNNING };

/** The scenario of a text that must have no problems. */
export function scenarioOf(text: string, options: Partial<ParseOptions> = {}): Scenario {
  const result = parseScenario(text, { file: 'test.yaml', ...options });
  if ('problems' in result) expect(result.problems).toEqual([]);
  return (result as { scenario: Scenario }).scenario;
}

/** The problems of a text; none if it has none. */
export function problemsOf(text: string, options: Partial<ParseOptions> = {}): readonly Problem[] {
  const result = parseScenario(text, { file: 'test.yaml', ...options });
  return 'problems' in result ? result.problems : [];
}
