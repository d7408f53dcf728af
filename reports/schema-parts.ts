/** The inner parts of a report's schema (schema.ts). */

import * as v from 'valibot';

const Names = v.array(v.string());

/** Integer nanoseconds of virtual time, null where nothing has a time. */
const Time = v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)));

export const EndingSchema = v.strictObject({
  is: v.pipe(
    v.picklist(['quiet', 'deadlock', 'limit']),
    v.description('quiet: nothing left to do; deadlock: somebody waits for ever; limit: cut off.'),
  ),
  at: Time,
  steps: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  blocked: v.array(v.strictObject({ process: v.string(), waitsFor: v.string(), heldBy: Names })),
});

/** Of endings of devices with several slots. */
export const SlotsSchema = v.exactOptional(
  v.pipe(
    v.record(v.string(), v.nullable(v.string())),
    v.description('Who has which slot, where the device has several.'),
  ),
);

const AttemptSchema = v.strictObject({
  driver: v.string(),
  at: v.pipe(Time, v.description('When the attempt ended.')),
  outcome: v.pipe(
    v.string(),
    v.description('ok, ENODEV, EPROBE_DEFER, ...; supplier: deferred by the core for a missing supplier.'),
  ),
  by: v.pipe(v.string(), v.description('The process that made the attempt.')),
});

export const DeviceSchema = v.strictObject({
  bus: v.string(),
  driver: v.pipe(v.nullable(v.string()), v.description('Bound driver at the end; null: none.')),
  slots: SlotsSchema,
  boundAt: Time,
  boundBy: v.nullable(v.string()),
  state: v.picklist(['absent', 'unbound', 'bound', 'deferred', 'claimed']),
  tried: v.array(AttemptSchema),
  candidates: v.pipe(Names, v.description('Drivers that would match, registered or not.')),
});

export const FindingSchema = v.strictObject({
  invariant: v.pipe(v.string(), v.description('Name of the invariant, or expect.')),
  says: v.string(),
  strength: v.exactOptional(v.picklist(['registered', 'obtainable'])),
  device: v.exactOptional(v.string()),
  slot: v.exactOptional(
    v.pipe(v.string(), v.description('Slot of the device, where it is not its main one.')),
  ),
  why: v.string(),
  at: Time,
  byDesign: v.pipe(v.boolean(), v.description('An exception that the system declares: not a breach.')),
  token: v.string(),
});

export const FactSchema = v.strictObject({
  at: Time,
  by: v.string(),
  is: v.string(),
  step: v.string(),
  device: v.exactOptional(v.string()),
  driver: v.exactOptional(v.string()),
  module: v.exactOptional(v.string()),
  bus: v.exactOptional(v.string()),
  outcome: v.exactOptional(v.string()),
  cause: v.exactOptional(v.string()),
  action: v.exactOptional(v.string()),
  stage: v.exactOptional(v.string()),
  mark: v.exactOptional(v.string()),
  id: v.exactOptional(v.string()),
  link: v.exactOptional(v.string()),
  value: v.exactOptional(v.number()),
});

/** A type without readonly: what a schema's output is compared with. */
export type Writable<T> = T extends (infer Item)[] | readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;
/** `true` if both types allow the same values. */
export type Same<A, B> = [A, B] extends [B, A] ? true : never;
