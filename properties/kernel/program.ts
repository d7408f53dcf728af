/** What the guest is told to do for one experiment: the words of guest/main.c and module/control.c as data. */

/** One item of a lane. Several may belong to one action of the scenario; they share its index. */
export interface GuestAction {
  /** Place of the action in its lane, `wait` included; -1: belongs to none (the lane's own start). */
  readonly index: number;
  readonly does:
    | { readonly op: 'command'; readonly line: string }
    | { readonly op: 'write'; readonly path: string; readonly data: string }
    | { readonly op: 'insert' | 'remove'; readonly module: string; readonly parameters: string }
    /** A program of the guest with its arguments; a new file. */
    | { readonly op: 'run'; readonly line: string }
    | { readonly op: 'file'; readonly path: string; readonly text: string }
    /** Nanoseconds: until so long after the common start, or from now on. */
    | { readonly op: 'until' | 'sleep'; readonly ns: number };
}

/** An action of the scenario as the recording names it. */
export interface NamedAction {
  readonly index: number;
  readonly does: string;
}

export interface GuestLane {
  readonly name: string;
  readonly actions: readonly GuestAction[];
  readonly named: readonly NamedAction[];
}

export interface GuestProgram {
  /** Describes buses, devices and drivers; nothing happens yet. */
  readonly setup: readonly GuestAction[];
  readonly given: GuestLane;
  /** All start together. */
  readonly lanes: readonly GuestLane[];
  /** A guest that is silent for so many milliseconds hangs. */
  readonly silenceMs: number;
}

/** The experiment as lines of the guest's plan (guest/main.c tells the format). */
export function planLines(id: string, program: GuestProgram): readonly string[] {
  return [
    `X ${id}\t${program.silenceMs}`,
    ...program.setup.map(actionLine),
    'G',
    ...program.given.actions.map(actionLine),
    // The kernel keeps fifteen characters of a thread's name, so lanes are numbered there.
    ...program.lanes.flatMap(({ actions }, lane) => [`L lane${lane}`, ...actions.map(actionLine)]),
  ];
}

function actionLine({ index, does }: GuestAction): string {
  switch (does.op) {
    case 'command':
      return `A ${index}\tc\t${does.line}`;
    case 'write':
      return `A ${index}\tw\t${does.path}\t${does.data}`;
    case 'insert':
      return `A ${index}\tm\t${does.module}\t${does.parameters}`;
    case 'remove':
      return `A ${index}\tr\t${does.module}\t`;
    case 'run':
      return `A ${index}\tx\t${does.line}`;
    case 'file':
      return `A ${index}\tf\t${does.path}\t${does.text.replaceAll('\n', '\\n')}`;
    case 'until':
      return `A ${index}\ta\t${does.ns}`;
    case 'sleep':
      return `A ${index}\ts\t${does.ns}`;
  }
}
