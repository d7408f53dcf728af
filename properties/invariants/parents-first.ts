import { deviceName, type Invariant } from '../../sim/check/invariant.ts';
import { FACT } from '../../sim/model/world.ts';

export const parentsFirst: Invariant = {
  name: 'parents-first',
  says: "A device's uevent is not handled while an earlier one of its parent waits or runs.",
  because: "Rules and module loads of a child rely on its parent's having ended.",
  mutant: 'no-parent-blocking',
  atFact: ({ world, fact, a: device }) => {
    if (fact !== FACT['uevent-started']) return undefined;
    for (
      let up = world.setup.devices[device]?.parent ?? -1;
      up >= 0;
      up = world.setup.devices[up]?.parent ?? -1
    ) {
      if (!world.hasEarlierEvent(up, device)) continue;
      return {
        device,
        why: `the event of ${deviceName(world, device)} started before that of its parent ${deviceName(world, up)} had ended`,
      };
    }
    return undefined;
  },
};
