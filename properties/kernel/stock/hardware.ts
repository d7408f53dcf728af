/** The machine that QEMU makes for the kernel's own drivers: cards by id, where they sit, and what plugs them in. */

interface Card {
  readonly vendor: string;
  readonly product: string;
  /** Slot on the root bus. */
  readonly slot: number;
  /** Arguments of QEMU; `SLOT` stands for the slot. */
  readonly plug: readonly string[];
}

const disk = (id: string): string[] => ['-drive', `file=null-co://,if=none,id=${id},format=raw,size=16M`];

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
      ...['-device', 'qemu-xhci,id=hub,addr=SLOT'],
      ...[...disk('stick'), '-device', 'usb-storage,bus=hub.0,drive=stick'],
      ...[
        '-device',
        'usb-uas,id=case,bus=hub.0',
        ...disk('inner'),
        '-device',
        'scsi-hd,bus=case.0,drive=inner',
      ],
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

/** Where the card of a modalias sits, `0000:00:03.0`; undefined: there is none. */
export function addressOf(modalias: string | null): string | undefined {
  const ids = /^pci:v0000([0-9A-F]{4})d0000([0-9A-F]{4})/.exec(modalias ?? '');
  const card = CARDS.find(
    ({ vendor, product }) => vendor === ids?.[1]?.toLowerCase() && product === ids[2]?.toLowerCase(),
  );
  return card && `0000:00:0${card.slot}.0`;
}

/** `8086:100e` of a pattern that names vendor and product, as `ids=` and new_id take them. */
export function idOf(pattern: string): string | undefined {
  const ids = /^pci:v0000([0-9A-F]{4})d0000([0-9A-F]{4})\*?$/.exec(pattern);
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
  'vfio_pci',
  'pci_stub',
];
