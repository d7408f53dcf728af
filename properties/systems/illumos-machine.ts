/** The device and the two drivers that the statements about illumos are made on. */
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { under } from './under.ts';

/** compatible = [x, y]: X names x, Y names y. */
export const xAndY = (story: string, { X = '', device = '' } = {}): Scenario =>
  under(
    'illumos',
    `
devices:
  d: { bus: simbus, modalias: "of:NdTnodeCxCy", appears: story, under: { illumos: { ${device} } } }
drivers:
  X: { bus: simbus, matches: ["of:N*T*Cx", "of:N*T*CxC*"], ${X} }
  Y: { bus: simbus, matches: ["of:N*T*Cy", "of:N*T*CyC*"] }
${story}`,
  );
