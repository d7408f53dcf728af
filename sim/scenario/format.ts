/**
 * Writes a scenario as a file, for suites that generate scenarios and for importers. Reading the text again gives
 * an equal scenario; defaults are left out, so it is short enough to be read in a report.
 */
import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import { DEFAULT_SYSTEM } from './defaults.ts';
import {
  bootData,
  busesData,
  devicesData,
  driversData,
  kernelData,
  modulesData,
  udevData,
} from './format-machine.ts';
import { differing, unlessEmpty, type Plain } from './format-parts.ts';
import { actionData, expectData, storyData } from './format-story.ts';
import { udevByDefault } from './resolve-machine.ts';
import type { Scenario } from './scenario.ts';

export interface FormatOptions {
  /** Lines of a comment at the head of the file, without `#`. */
  readonly head?: readonly string[];
}

/** The text of a scenario file. */
export function formatScenario(scenario: Scenario, { head = [] }: FormatOptions = {}): string {
  // Lists shared inside the scenario are to be written out, not to become anchors and aliases.
  const document = new Document(scenarioData(scenario, head.length > 0), { aliasDuplicateObjects: false });
  layOut(document);
  if (head.length > 0) document.commentBefore = head.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 110, blockQuote: 'literal' });
}

/** A head comment would be taken for the text `about`: with one, even an empty text is said. */
function scenarioData(scenario: Scenario, hasHead: boolean): Plain {
  return differing([
    ['title', scenario.title],
    ['about', scenario.about, hasHead ? null : ''],
    ['system', scenario.system, DEFAULT_SYSTEM],
    ['quirks', scenario.quirks, []],
    ['under', scenario.under, undefined],
    ['kernel', kernelData(scenario.kernel)],
    ['buses', busesData(scenario)],
    ['devices', devicesData(scenario)],
    ['drivers', driversData(scenario)],
    ['modules', modulesData(scenario)],
    ['boot', bootData(scenario.boot)],
    ['udev', udevData(scenario.udev, udevByDefault(scenario.modules))],
    ['modprobe.d', scenario.modprobeConfig, ''],
    ['given', unlessEmpty(scenario.given.map(actionData))],
    ['story', unlessEmpty(storyData(scenario.story))],
    [
      'others',
      differing([
        ['load', scenario.others.load, []],
        ['trigger', scenario.others.trigger, false],
      ]),
      {},
    ],
    ['expect', expectData(scenario.expect)],
    ['assumptions', scenario.assumptions, []],
  ]);
}

const ONE_LINE = 100;

/** A device, driver or action on one line if it is short, else one key per line; what is inside always on one. */
function layOut(document: Document): void {
  visit(document, {
    Map: (_, map, path) => {
      const depth = path.filter((node) => isMap(node) || isSeq(node)).length;
      map.flow = map.items.length === 0 || depth > 2 || (depth === 2 && width(map) <= ONE_LINE);
    },
    Seq: (_, list, path) => {
      const depth = path.filter((node) => isMap(node) || isSeq(node)).length;
      const owner = path.at(-1);
      const key = isPair(owner) && isScalar(owner.key) ? owner.key.value : null;
      const block = ['given', 'story', 'assumptions', 'do'].includes(String(key)) && list.items.length > 0;
      list.flow = !(block && (depth === 1 || key === 'do'));
    },
  });
}

/** Length of a node on one line, about. */
function width(node: unknown): number {
  if (isPair(node)) return width(node.key) + width(node.value) + 4;
  if (isMap(node) || isSeq(node)) return node.items.reduce<number>((sum, item) => sum + width(item) + 2, 4);
  return isScalar(node) ? String(node.value).length : 0;
}
