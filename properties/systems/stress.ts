/** A story that uses every door of a system: devices and drivers come and go, an administrator lets one go. */
export const STRESS = `
devices:
  d: { bus: simbus, modalias: "sim:x" }
  e: { bus: simbus, modalias: "sim:y", appears: boot }
drivers:
  S: { bus: simbus, matches: ["sim:x"] }
  T: { bus: simbus, matches: ["sim:y"], probe: { may: [EIO] } }
  G: { bus: simbus, matches: ["*"] }
given: [{ register: T }]
story:
  - { as: slot, do: [{ add: d }, { remove: d }] }
  - { as: generic, do: [{ register: G }] }
  - { as: specific, do: [{ register: S }, { unregister: S }] }
  - { as: admin, do: [{ unbind: "G e" }] }
`;

/** The same things, one actor more: for runs by seed. */
export const LONG_STRESS = `${STRESS}  - { as: other, do: [{ unregister: G }, { rescan: simbus }, { reprobe: e }] }
`;
