/**
 * What a dump cannot tell: how long probes take, by kind of device. Every default used is named in the
 * scenario.
 */
import { busOf } from './machine.ts';

export const DEVICE_KINDS = ['gpu', 'storage', 'network', 'usb host', 'sound', 'other'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** Probe durations per kind, in the scenario file's notation. */
export type ProbeTimes = Readonly<Record<DeviceKind, string>>;

export const PROBE_TIMES: ProbeTimes = {
  gpu: '80ms..400ms',
  storage: '20ms..100ms',
  network: '20ms..150ms',
  'usb host': '30ms..120ms',
  sound: '20ms..100ms',
  other: '1ms..10ms',
};

/**
 * First pattern that fits a modalias decides. Classes: PCI base and sub class, USB interface class, virtio
 * id.
 */
const KINDS: readonly (readonly [RegExp, DeviceKind])[] = [
  [/^pci:.*bc03sc/, 'gpu'],
  [/^pci:.*bc01sc/, 'storage'],
  [/^pci:.*bc02sc/, 'network'],
  [/^pci:.*bc0Csc03/, 'usb host'],
  [/^pci:.*bc04sc/, 'sound'],
  [/^usb:.*ic08isc/, 'storage'],
  [/^usb:.*ic01isc/, 'sound'],
  [/^virtio:d00000001v/, 'network'],
  [/^virtio:d0000000[28]v/, 'storage'],
  [/^scsi:/, 'storage'],
  [/^hdaudio:/, 'sound'],
];

/** What sort of device a modalias describes. */
export function kindOf(modalias: string): DeviceKind {
  return KINDS.find(([pattern]) => pattern.test(modalias))?.[1] ?? 'other';
}

/**
 * Where devices of a modalias with this prefix may sit: firmware descriptions name devices of several buses.
 */
const SHARED_PREFIXES: Readonly<Record<string, readonly string[]>> = {
  acpi: ['acpi', 'platform', 'i2c', 'spi', 'pnp', 'serial', 'sdio'],
  of: ['platform', 'i2c', 'spi', 'mdio', 'serial', 'sdio'],
};

/** Buses on which a device with this modalias may be, the likeliest first. */
export function busesOf(modalias: string): readonly string[] {
  const prefix = busOf(modalias);
  return SHARED_PREFIXES[prefix] ?? [prefix];
}

/** Which duration a probe gets: one that can only refuse looks at the device and is done. */
export function probeKind(modalias: string, may: readonly string[]): DeviceKind {
  return may.includes('ok') ? kindOf(modalias) : 'other';
}
