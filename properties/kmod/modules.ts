/** Modules and configurations for the tests of sim/userspace/kmod: short to write, complete for the index. */
import { parseModprobeConfig } from '../../sim/userspace/kmod/config.ts';
import { buildKmodIndex, type KmodIndex, type KmodModule } from '../../sim/userspace/kmod/kmod.ts';

/** One module; its place in the list given to `kmod` is its place in modules.order. */
export function module(name: string, more: Partial<KmodModule> = {}): KmodModule {
  return {
    name,
    order: -1,
    builtin: null,
    aliases: [],
    depends: [],
    softdepPre: [],
    softdepPost: [],
    ...more,
  };
}

/** An index over modules in modules.order order, with this modprobe.d text. */
export function kmod(modules: readonly KmodModule[], config = ''): KmodIndex {
  return buildKmodIndex(
    modules.map((one, order) => (one.order < 0 ? { ...one, order } : one)),
    parseModprobeConfig(config),
  );
}

/** The names in a load list. */
export const names = (steps: readonly { readonly module: string }[]): readonly string[] =>
  steps.map((step) => step.module);

/**
 * The module tree that kmod 30 was asked about; the answers in the tests were recorded from it with `modprobe
 * -R` and `modprobe -D`.
 */
export const TREE: readonly KmodModule[] = [
  module('low', { softdepPre: ['lowpre'] }),
  module('mid', { depends: ['low'] }),
  module('top', {
    depends: ['mid', 'low'],
    aliases: ['pci:top*'],
    softdepPre: ['pre1', 'mid2'],
    softdepPost: ['post1'],
  }),
  module('plain', { depends: ['mid', 'low'], aliases: ['pci:top*'] }),
  module('lowonly', { aliases: ['plat:q*'] }),
  module('lowpre'),
  module('sdalias', { softdepPre: ['plat:qq'] }),
  module('pre1', { depends: ['low'] }),
  module('post1', { softdepPre: ['top'] }),
  module('mid2', { depends: ['mid', 'low'] }),
  module('bi_n', { builtin: 6, aliases: ['plat:*'] }),
];
