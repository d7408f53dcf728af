/** The story of a file: actors with their actions, every name checked. */
import type { Context } from './context.ts';
import { NO_TIME } from './defaults.ts';
import { LIMITS } from './limits.ts';
import type { Path } from './places.ts';
import { resolveAction } from './resolve-action.ts';
import type { Action, Actor } from './scenario.ts';
import { VERBS, type RawAction, type RawStory } from './schema-story.ts';
import { quoted } from './words.ts';

type RawItem = RawStory[number];

/** An action as written, and where. */
interface Written {
  readonly raw: RawAction;
  readonly path: Path;
}

/** Names for actors that have none: after their first action, numbered from the second of a name on. */
export function makeActorNames(): (first: Action) => string {
  const taken = new Map<string, number>();
  return (first) => {
    const name = actionName(first);
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? name : `${name} #${count}`;
  };
}

/** `unbind i915 igd`, `add igd`, `settle`: the verb and the names in the order of the type. */
export function actionName(action: Action): string {
  const { do: verb, ...rest } = action;
  const words = Object.values(rest).filter((value): value is string => typeof value === 'string');
  return [verb, ...words].join(' ');
}

/** What was done before the story begins. */
export function resolveGiven(context: Context): readonly Action[] {
  const { given = [], boot } = context.raw;
  if (given.length > 0 && boot !== undefined) {
    const message = 'given: goes with a running system, but boot: begins with none';
    context.complain(['given'], { message, remedy: 'remove one of them' }, 'key');
  }
  return given.flatMap((raw, index) => resolveAction(context, raw, ['given', index]));
}

/** The actors in the order of the file. */
export function resolveStory(context: Context): readonly Actor[] {
  const nameOf = makeActorNames();
  const taken = new Set<string>();
  const actors = (context.raw.story ?? []).flatMap((item, index): Actor[] => {
    const path = ['story', index];
    const actions = writtenActions(context, item, path).flatMap(({ raw, path: at }) =>
      resolveAction(context, raw, at),
    );
    const [first] = actions;
    if (first === undefined) return [];
    const { as, at } = typeof item === 'string' ? {} : item;
    const name = as ?? nameOf(first);
    if (taken.has(name)) sameName(context, as === undefined ? path : [...path, 'as'], name);
    taken.add(name);
    return [{ name, at: at ?? NO_TIME, actions }];
  });
  const count = actors.reduce((sum, { actions }) => sum + actions.length, 0);
  if (count > LIMITS.actions) {
    const fault = { message: `${count} actions`, allowed: `at most ${LIMITS.actions} in the whole story` };
    context.complain(['story'], fault, 'key');
  }
  return actors;
}

function sameName(context: Context, path: Path, name: string): void {
  const remedy = 'give them different names with as:, or put their actions under one do:';
  context.complain(path, { message: `a second actor is called ${quoted(name)}`, remedy });
}

/** The actions of one entry: its own verb, or its `do` list. */
function writtenActions(context: Context, item: RawItem, path: Path): readonly Written[] {
  if (typeof item === 'string') return [{ raw: item, path }];
  const { as: _as, at: _at, do: list, ...verbs } = item;
  const own = VERBS.filter((verb) => verbs[verb] !== undefined);
  if (list === undefined) return [{ raw: verbs, path }];
  const both = {
    message: `do: and ${own[0] ?? ''}: in one entry`,
    remedy: 'move the action into the do: list',
  };
  if (own.length > 0) context.complain(path, both);
  if (list.length === 0) context.complain(path, { message: 'do: is empty', remedy: 'add an action' });
  return list.map((raw, index) => ({ raw, path: [...path, 'do', index] }));
}

/** Devices that some action of the story or before it makes appear. */
export function addedByStory({ given = [], story = [] }: Context['raw']): ReadonlySet<string> {
  const ofActors = story.flatMap((item) => (typeof item === 'string' ? [] : [item, ...(item.do ?? [])]));
  const added = new Set<string>();
  for (const action of [...given, ...ofActors]) {
    if (typeof action === 'string') continue;
    if (action.add !== undefined) added.add(action.add);
    if (action.group !== undefined) added.add(action.group.device);
  }
  return added;
}
