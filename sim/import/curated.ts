/**
 * What no module database tells, collected by hand from the 6.1 sources: names that differ, drivers that are
 * part of the kernel itself, and who refuses whom. The numbers are those of the list of overlaps in the
 * project's notes on real data (1.4).
 */

/** Misspellings that occur in dumps (seen in a nixos-facter report). */
export const DUMP_TYPOS: Readonly<Record<string, string>> = { snd_had_intel: 'snd_hda_intel' };

/** Module of a driver whose name differs from its module's. */
export const MODULE_OF_DRIVER: Readonly<Record<string, string>> = {
  'HDA Intel': 'snd_hda_intel',
  'bcma-pci-bridge': 'bcma',
  'dw-apb-uart': '8250_dw',
  'ehci-pci': 'ehci_pci',
  ehci_hcd: 'ehci_pci',
  hsw_uncore: 'intel_uncore',
  hub: 'usbcore',
  i801_smbus: 'i2c_i801',
  'intel-lpss': 'intel_lpss_pci',
  ohci_hcd: 'ohci_pci',
  pcie_mp2_amd: 'amd_sfh',
  piix4_smbus: 'i2c_piix4',
  'pxa2xx-spi': 'spi_pxa2xx_platform',
  sbridge_edac: 'sb_edac',
  sd: 'sd_mod',
  serial8250: '8250',
  skl_uncore: 'intel_uncore',
  snbep_uncore: 'intel_uncore',
  sr: 'sr_mod',
  thinkpad_hotkey: 'thinkpad_acpi',
  thinkpad_hwmon: 'thinkpad_acpi',
  xhci_hcd: 'xhci_pci',
  yenta_cardbus: 'yenta_socket',
};

/** Drivers in the kernel image that no module list names, and the name we give their module. */
export const CORE_DRIVERS: Readonly<Record<string, string>> = {
  ec: 'acpi_ec',
  pci_link: 'acpi_pci_link',
  pci_root: 'acpi_pci_root',
  pcieport: 'pcieportdrv',
  'pcieport-driver': 'pcieportdrv',
  power: 'acpi_power',
};

/**
 * Registrations that undefined symbols do not show: the registering function is in the module itself or
 * wrapped.
 */
export const CURATED_REGISTRATIONS: Readonly<Record<string, readonly string[]>> = {
  dax_pmem: ['nd'],
  device_dax: ['dax'],
  kmem: ['dax'],
  nd_pmem: ['nd'],
  usbcore: ['usb'],
};

/** Drivers that bind only by hand: their bus's match never offers them a device (48). */
export const MANUAL_ONLY: readonly string[] = ['serio_raw'];

/** PCI drivers that look at the revision and answer ENODEV to any other (8, 15). */
export const REVISIONS: Readonly<Record<string, readonly number[]>> = {
  snd_pci_acp3x: [0x00],
  snd_rn_pci_acp3x: [0x01],
  snd_pci_acp5x: [0x50],
  snd_pci_acp6x: [0x60, 0x6f],
};

/**
 * Drivers that answer ENODEV where no pattern of theirs names the device, only its class (11; all_generic_ide
 * unset).
 */
export const REFUSES_CLASS_ONLY: readonly string[] = ['ata_generic'];

export type Refusal = 'ENODEV' | 'ENXIO';

/** Pairs that decide between themselves: where one was seen bound, the other had refused with this answer. */
export const DECIDED: readonly {
  readonly modules: readonly [string, string];
  readonly answers: readonly [Refusal, Refusal];
}[] = [
  { modules: ['amdgpu', 'radeon'], answers: ['ENODEV', 'ENODEV'] }, // 1
  { modules: ['snd_hda_intel', 'snd_sof_pci_intel_tgl'], answers: ['ENODEV', 'ENODEV'] }, // 6
  { modules: ['snd_hda_intel', 'snd_sof_pci_intel_cnl'], answers: ['ENODEV', 'ENODEV'] },
  { modules: ['snd_hda_intel', 'snd_sof_pci_intel_icl'], answers: ['ENODEV', 'ENODEV'] },
  { modules: ['snd_hda_intel', 'snd_sof_pci_intel_apl'], answers: ['ENODEV', 'ENODEV'] },
  { modules: ['snd_hda_intel', 'snd_sof_pci_intel_skl'], answers: ['ENODEV', 'ENODEV'] },
  { modules: ['snd_hda_intel', 'snd_sof_pci_intel_mtl'], answers: ['ENODEV', 'ENODEV'] },
  { modules: ['snd_hda_intel', 'snd_soc_skl'], answers: ['ENODEV', 'ENODEV'] }, // 7
  { modules: ['ahci', 'ata_piix'], answers: ['ENODEV', 'ENODEV'] }, // 9
  { modules: ['ahci', 'pata_marvell'], answers: ['ENODEV', 'ENODEV'] }, // 10
  { modules: ['pata_hpt366', 'pata_hpt37x'], answers: ['ENODEV', 'ENODEV'] }, // 12
  { modules: ['8139cp', '8139too'], answers: ['ENODEV', 'ENODEV'] }, // 13
  { modules: ['uas', 'usb_storage'], answers: ['ENODEV', 'ENXIO'] }, // 28
  { modules: ['cdc_ncm', 'cdc_mbim'], answers: ['ENODEV', 'ENODEV'] }, // 36
  { modules: ['rndis_host', 'rndis_wlan'], answers: ['ENODEV', 'ENODEV'] }, // 37
];
