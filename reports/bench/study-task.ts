/** All orders of the study's model, as a task (one-task.ts). */
import { exhaustive } from '../../sim/explore/exhaustive.ts';
import { studySubject } from '../../properties/study/model.ts';
import type { StudyFound, StudyTask } from './one-task.ts';

/** States take at most so many bytes. */
const BYTES_MAX = 4e9;
/** The clock costs more than a thousand transitions: it is looked at now and then. */
const CLOCK_EVERY = 100;

/** Searches until all is found or the limit, in processor seconds, strikes. */
export function study({ settings, limit }: StudyTask): StudyFound {
  const before = process.cpuUsage();
  let asked = 0;
  const expired = (): boolean => {
    if (asked++ % CLOCK_EVERY !== 0) return false;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6 > limit;
  };
  const { states, transitions, complete, endings } = exhaustive(studySubject(settings), {
    budget: { expired, bytes: BYTES_MAX },
  });
  return { states, transitions, complete, endings: [...endings.keys()].sort() };
}
