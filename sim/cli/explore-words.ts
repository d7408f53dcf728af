/** Words of explorations: how orders are tried, and how what was found is told. For people who never read about it. */

import type { Entry } from './parts.ts';

/** By the names that `--strategy` takes, and those of the parts of `sampled`. */
const STRATEGIES: readonly Entry[] = [
  {
    name: 'auto',
    says:
      'Tries every order; where that is too much, device by device; what is still too much goes on with bounded:2 ' +
      'and sampled.',
  },
  {
    name: 'exhaustive',
    says: 'Tries every order, by visiting each situation that the machine can be in once. Only this can say "never".',
  },
  {
    name: 'bounded:N',
    says: 'Tries all orders with at most N deviations from the ordinary run, those with the fewest first.',
    because: 'Most accidents need only one or two; what needs more is not seen.',
  },
  {
    name: 'sampled',
    says: 'Draws orders at random in several ways by turns: surw, pct, pos, sticky and swarm.',
    because: 'No way of drawing is good at every accident. What was not drawn is estimated, not excluded.',
  },
  { name: 'random', says: 'Draws orders: at each point everybody who can go on is equally likely to.' },
  {
    name: 'sticky',
    says: 'Draws orders that are nearly ordinary: mostly whoever ran last goes on, now and then somebody else.',
  },
  {
    name: 'pct:D',
    says: 'Draws orders: everybody has a random rank and the highest goes on; D - 1 times it drops to the lowest.',
    because: 'An accident that D steps in a certain order cause is met with a known least probability (PCT).',
  },
  {
    name: 'pos',
    says: 'Draws orders: everybody has a random rank, drawn anew when somebody else has touched the same thing.',
    because:
      'Orders that differ only in steps which have nothing to do with each other are not tried twice as often.',
  },
  {
    name: 'urw',
    says: 'Draws orders so that all of them are about equally likely, which a plain random walk does not.',
  },
  {
    name: 'seeds',
    says: 'Makes one run per seed, durations drawn from the ranges of the file: the timed clock.',
  },
  { name: 'surw', says: 'As urw, but only the order of steps counts that touch what the promises look at.' },
  {
    name: 'swarm',
    says:
      'Draws for each run what may go otherwise than usual at all: who may act out of turn, which answers may come. ' +
      'The report tells what was drawn, and what of it brings something about or hides it.',
    because:
      'Where everything can go wrong at once, what needs one oddity and the absence of others hardly comes up.',
  },
];

const FOUND: readonly Entry[] = [
  {
    name: 'lasso',
    says:
      'A run without end: after a way (the stem) it comes back to the very situation it was in, and so goes round ' +
      'for ever. Everybody gets his turn in the loop, and nothing fails in it.',
    because:
      'What is the same can go on the same: one round is proof of all of them. Its token replays way and round.',
  },
  {
    name: 'swap',
    says: 'Two steps whose order decides: in two runs they come one way and the other, all else being alike.',
  },
  {
    name: 'turn',
    says: 'One step of one process: it looks at something or changes something, and nobody acts meanwhile.',
  },
  {
    name: 'state',
    says: 'A situation of the whole machine: who is where, what is bound, who holds which lock. Each is visited once.',
  },
  {
    name: 'needed',
    says: 'Of an answer in a run made small: any other answer that could be given there loses the finding.',
  },
  {
    name: 'minimal',
    says:
      'Of a finding made small: no order needs fewer deviations, and no device, driver, module or line of the story ' +
      'can be left out.',
  },
  {
    name: 'untimed',
    says: 'Clock of a run: any order that the rules allow, however long something would have to take for it.',
    because:
      'What never happens there happens on no machine. What happens there may need absurd delays: see "in time".',
  },
  {
    name: 'timed',
    says: 'Clock of a run: everything takes as long as the file says, drawn from its ranges.',
  },
  {
    name: 'in time',
    says: 'Which steps have to take longer than they must for an ending to come about with the durations of the file.',
  },
  {
    name: 'search',
    says: 'Where all devices together are too much, each is searched with what it depends on, all others free to act.',
    because:
      'No ending of a device is missed so, but which endings of several devices come together is not told.',
  },
];

export const EXPLORE_WORDS: readonly Entry[] = [...STRATEGIES, ...FOUND];
