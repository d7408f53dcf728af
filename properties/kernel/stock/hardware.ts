/**
 * The machine that QEMU makes for the kernel's own drivers: cards and usb devices by id, where they sit, and what plugs
 * them in.
 */
import type { DeviceSpec } from '../../../sim/scenario/scenario.ts';

interface Card {
  readonly vendor: string;
  readonly product: string;
  /** Slot on the root bus. */
  readonly slot: number;
  /** Arguments of QEMU; `SLOT` stands for the slot. */
  readonly plug: readonly string[];
}

const disk = (id: string): string[] => ['-drive', `file=null-co://,if=none,id=${id},format=raw,size=16M`];

/** What hangs on a host controller: one interface each. */
interface Plugged {
  readonly vendor: string;
  readonly product: string;
  /** The whole device by its bus and port: a controller's first bus is the slow one. */
  readonly whole: string;
  /** Emulated by QEMU, or played by the guest (guest/enclosure.c) at this port of a controller after QEMU's. */
  readonly plug: readonly string[] | { readonly port: number };
}

const PLUGGED: readonly Plugged[] = [
  {
    vendor: '46f4',
    product: '0001',
    whole: '2-1',
    plug: [...disk('stick'), '-device', 'usb-storage,bus=hub.0,port=1,drive=stick'],
  },
  {
    vendor: '46f4',
    product: '0003',
    whole: '2-2',
    plug: [
      ...['-device', 'usb-uas,id=case,bus=hub.0,port=2', ...disk('inner')],
      ...['-device', 'scsi-hd,bus=case.0,drive=inner'],
    ],
  },
  { vendor: '0627', product: '0001', whole: '1-3', plug: ['-device', 'usb-mouse,bus=hub.0,port=3'] },
  // Two protocols on one interface.
  { vendor: '1209', product: '0001', whole: '3-1', plug: { port: 0 } },
  // The same, and besides the whole device is one that a driver of whole devices claims.
  { vendor: '05ac', product: '12a8', whole: '3-2', plug: { port: 1 } },
];

const CARDS: readonly Card[] = [
  { vendor: '8086', product: '100e', slot: 3, plug: ['-device', 'e1000,addr=SLOT,romfile='] },
  { vendor: '8086', product: '10d3', slot: 4, plug: ['-device', 'e1000e,addr=SLOT,romfile='] },
  { vendor: '1af4', product: '1000', slot: 5, plug: ['-device', 'virtio-net-pci,addr=SLOT,romfile='] },
  {
    vendor: '1b36',
    product: '0010',
    slot: 6,
    plug: [...disk('solid'), '-device', 'nvme,serial=1,drive=solid,addr=SLOT'],
  },
  {
    vendor: '8086',
    product: '293e',
    slot: 7,
    plug: [
      '-audiodev',
      'none,id=mute',
      '-device',
      'ich9-intel-hda,addr=SLOT',
      '-device',
      'hda-duplex,audiodev=mute',
    ],
  },
  {
    vendor: '1b36',
    product: '000d',
    slot: 8,
    plug: [
      '-device',
      'qemu-xhci,id=hub,addr=SLOT',
      ...PLUGGED.flatMap(({ plug }) => ('port' in plug ? [] : plug)),
    ],
  },
  { vendor: '1234', product: '11e8', slot: 9, plug: ['-device', 'edu,addr=SLOT'] },
];

/** An IOMMU, so that cards can be given to vfio-pci. */
export const STOCK_MACHINE: readonly string[] = [
  ...['-M', 'q35', '-device', 'intel-iommu,intremap=off'],
  ...CARDS.flatMap(({ plug, slot }) => plug.map((part) => part.replace('SLOT', String(slot)))),
];
export const STOCK_COMMAND_LINE = 'intel_iommu=on';

/** A device of the guest. */
export interface Place {
  /** Its name on its bus: `0000:00:03.0`, `2-1:1.0`, and `2-1` for a whole usb device. */
  readonly address: string;
  /** Of its file `idProduct`, which whole usb devices have instead of a modalias. */
  readonly product: string;
  /** usb: the whole device that it is or is a part of; it has the file that makes and unmakes interfaces. */
  readonly whole: string | null;
  /** What a guest runs to have it; the same for others on its controller. */
  readonly plugging: readonly string[];
}

/** Where the device sits that has such a modalias; undefined: there is none. */
export function placeOf({ modalias, usb }: Pick<DeviceSpec, 'modalias' | 'usb'>): Place | undefined {
  const [, kind = '', vendor = '', product = ''] =
    /^(pci):v0000([0-9A-F]{4})d0000([0-9A-F]{4})/.exec(modalias ?? '') ??
    /^(usb):v([0-9A-F]{4})p([0-9A-F]{4})/.exec(modalias ?? '') ??
    [];
  const isIt = (one: Card | Plugged): boolean =>
    one.vendor === vendor.toLowerCase() && one.product === product.toLowerCase();
  const card = kind === 'pci' ? CARDS.find(isIt) : undefined;
  if (card) return { address: `0000:00:0${card.slot}.0`, product: card.product, whole: null, plugging: [] };
  const plugged = kind === 'usb' ? PLUGGED.find(isIt) : undefined;
  if (!plugged) return undefined;
  const { whole } = plugged;
  const address = usb === 'device' ? whole : `${whole}:1.0`;
  return { address, product: plugged.product, whole, plugging: pluggingIn(plugged) };
}

function pluggingIn({ plug, vendor, product }: Plugged): readonly string[] {
  const own =
    'port' in plug
      ? ['/sbin/modprobe vhci_hcd', `/bin/runner enclosure ${plug.port} ${vendor} ${product}`]
      : [];
  return ['/sbin/modprobe xhci_pci', ...own];
}

/** `8086:100e` of a pattern that names vendor and product, as `ids=` and new_id take them. */
export function idOf(pattern: string): string | undefined {
  const ids =
    /^pci:v0000([0-9A-F]{4})d0000([0-9A-F]{4})\*?$/.exec(pattern) ??
    /^usb:v([0-9A-F]{4})p([0-9A-F]{4})\*?$/.exec(pattern);
  return ids ? `${ids[1]}:${ids[2]}`.toLowerCase() : undefined;
}

/** Modules of the guest, with what they need: drivers of the cards and those that take any. */
export const STOCK_MODULES: readonly string[] = [
  'e1000',
  'e1000e',
  'virtio_pci',
  'virtio_net',
  'nvme',
  'snd_hda_intel',
  'xhci_pci',
  'usb_storage',
  'uas',
  'usbhid',
  'vhci_hcd',
  'apple_mfi_fastcharge',
  'vfio_pci',
  'pci_stub',
];
