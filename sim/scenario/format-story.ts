/** A scenario's story and expectations as plain data of a file. */
import { NO_TIME } from './defaults.ts';
import { formatDuration } from './durations.ts';
import { differing, unlessEmpty, type Plain } from './format-parts.ts';
import { makeActorNames } from './resolve-story.ts';
import type { Action, Actor, Claim, ExpectSpec } from './scenario.ts';

/** Each actor; one with a single action and the name it would get anyway stands on a line of its own. */
export function storyData(story: readonly Actor[]): readonly Plain[] {
  let nameOf = makeActorNames();
  const written: Action[] = [];
  return story.map(({ name, at, actions }) => {
    const [first] = actions;
    const as = first !== undefined && nameOf(first) === name ? undefined : name;
    if (as === undefined && first !== undefined) written.push(first);
    else nameOf = namesAfter(written);
    const said = differing([
      ['as', as],
      ['at', formatDuration(at), formatDuration(NO_TIME)],
    ]);
    const only = actions.length === 1 && first !== undefined ? actionData(first) : null;
    return only === null || typeof only === 'string'
      ? { ...said, do: actions.map(actionData) }
      : { ...said, ...only };
  });
}

/** Names as they go on after these actors without names of their own: a named one does not count. */
function namesAfter(written: readonly Action[]): (first: Action) => string {
  const nameOf = makeActorNames();
  written.forEach(nameOf);
  return nameOf;
}

/** An action as written in a list of actions. */
export function actionData(action: Action): Plain | string {
  switch (action.do) {
    case 'settle':
    case 'coldplug':
    case 'block_probing':
    case 'unblock_probing':
      return action.do;
    case 'wait':
      return { wait: formatDuration(action.takes) };
    case 'register':
    case 'unregister':
      return { [action.do]: action.driver };
    case 'modprobe':
    case 'rmmod':
      return { [action.do]: action.module };
    case 'rescan':
      return { rescan: action.bus };
    case 'override':
      return { override: { device: action.device, driver: action.driver ?? 'none' } };
    case 'bind':
    case 'unbind':
    case 'new_id':
    case 'remove_id':
    case 'autoprobe':
    case 'group': {
      const { do: verb, ...args } = action;
      return { [verb]: args };
    }
    default:
      return { [action.do]: action.device };
  }
}

/** What must come out; undefined if nothing special. */
export function expectData({ always, never, sometimes, ends }: ExpectSpec): Plain | undefined {
  const data = differing([
    ['always', always, null],
    ['never', never.map(claimData), []],
    ['sometimes', sometimes.map(claimData), []],
    [
      'ends',
      unlessEmpty(
        Object.fromEntries(Object.entries(ends).map(([device, list]) => [device, list.map(orNone)])),
      ),
    ],
  ]);
  return unlessEmpty(data);
}

function claimData(claim: Claim): Plain {
  if ('breaks' in claim)
    return differing([
      ['breaks', claim.breaks],
      ['device', claim.device, null],
    ]);
  return {
    ends: Object.fromEntries(Object.entries(claim.ends).map(([device, driver]) => [device, orNone(driver)])),
  };
}

function orNone(driver: string | null): string {
  return driver ?? 'none';
}
