/**
 * How Windows ranks driver packages (systems reference A6.1, A6.9): 0xSSGGTHHH, lower is better, so signature decides
 * before feature and feature before identifier. Equal ranks: newest date, then highest version, then no rule is
 * stated; here the package that was staged first.
 */
import type { LinuxWorld } from '../../linux/kernel.ts';
import { candidates } from '../steps.ts';
import type { DriverFacts, Trait } from '../system.ts';
import { isFilter } from './packages.ts';

/** Classes of signatures, best first. */
export const SIGNATURES = ['trusted', 'unsigned-nt', 'unsigned', 'unknown'] as const;
/** Their part of the rank. The first and the last are documented, of those between only the order counts. */
const SIGNATURE_SCORES = [0x0d, 0x80, 0xc0, 0xff] as const;

/** Whose signature a trusted package has (A6.8). */
const SIGNERS = ['microsoft', 'authenticode'] as const;

/** Which of the two lists an identifier stands in, of the device or of the package. */
export const LISTS = ['hardware', 'compatible'] as const;
const COMPATIBLE = 1;

const byKind =
  (hardware: number, compatible: number) =>
  ({ catchAll, best }: DriverFacts): number =>
    !catchAll && best === 3 ? hardware : compatible;

/** What a scenario may say about a package. A driver that names no device matches by compatible ids. */
export const RANK_TRAITS = {
  signature: { says: 'class of its signature', values: { words: SIGNATURES }, unsaid: () => 0 },
  signer: {
    says: 'who signed it, if it is trusted; the same to Windows unless all-signers-equal is false',
    values: { words: SIGNERS },
    unsaid: () => 0,
  },
  feature: { says: 'feature score, lower is better', values: { min: 0, max: 255 }, unsaid: () => 255 },
  'device-list': {
    says: 'list of the device in which it finds its identifier',
    values: { words: LISTS },
    unsaid: byKind(0, 1),
  },
  'inf-list': {
    says: 'list of the package in which that identifier stands',
    values: { words: LISTS },
    unsaid: byKind(0, 1),
  },
  position: {
    says: "the identifier's place in the device's list",
    values: { min: 0, max: 255 },
    unsaid: ({ catchAll }) => (catchAll ? 1 : 0),
  },
  'inf-position': {
    says: "the identifier's place in the package's list",
    values: { min: 0, max: 15 },
    unsaid: () => 0,
  },
  date: { says: 'date of the package, as YYYYMMDD', values: { min: 0, max: 99_991_231 }, unsaid: () => 0 },
  version: { says: 'version of the package', values: { min: 0, max: 999_999 }, unsaid: () => 0 },
} as const satisfies Readonly<Record<string, Trait<DriverFacts>>>;

const trait = (world: LinuxWorld, name: keyof typeof RANK_TRAITS, driver: number): number =>
  world.kernel.traits.driver[name]?.[driver] ?? 0;

/** Identifier score: 0xTHHH. */
function identifierOf(world: LinuxWorld, driver: number): number {
  const [i, k] = [trait(world, 'position', driver), trait(world, 'inf-position', driver)];
  const inf = trait(world, 'inf-list', driver);
  if (trait(world, 'device-list', driver) !== COMPATIBLE) return (inf === COMPATIBLE ? 0x1000 : 0) + i;
  return inf === COMPATIBLE ? 0x3000 + i + k * 0x100 : 0x2000 + i;
}

/** A6.8, AllSignersEqual: where it is off, a signature of Microsoft beats Authenticode; by how much nobody says. */
function signatureOf(world: LinuxWorld, driver: number): number {
  const score = SIGNATURE_SCORES[trait(world, 'signature', driver)] ?? 0xff;
  const told =
    trait(world, 'signature', driver) === 0 && world.kernel.traits.system['all-signers-equal'] === 0;
  return told ? score + trait(world, 'signer', driver) : score;
}

/** The rank of a package on a device that it matches. Pure. */
export function rankOf(world: LinuxWorld, driver: number): number {
  const signature = signatureOf(world, driver);
  // Not with shifts: a score of 0x80 would make the number negative.
  return signature * 0x100_0000 + trait(world, 'feature', driver) * 0x1_0000 + identifierOf(world, driver);
}

/** Below zero: `one` is the better package, above: the other; zero: equal in all that a rule is stated about. */
export function compare(world: LinuxWorld, one: number, other: number): number {
  return (
    rankOf(world, one) - rankOf(world, other) ||
    trait(world, 'date', other) - trait(world, 'date', one) ||
    trait(world, 'version', other) - trait(world, 'version', one)
  );
}

/** The best function driver of the store for the device, -1 if none matches. Pure. */
export function bestInStore(world: LinuxWorld, device: number): number {
  const [first, ...rest] = candidates(world, device).filter((id) => !isFilter(world.kernel, id));
  if (first === undefined) return -1;
  return rest.reduce((best, driver) => (compare(world, driver, best) < 0 ? driver : best), first);
}
