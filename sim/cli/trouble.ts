/** The kinds of trouble and their exit codes; see `probesim --help`. */

export const EXIT = {
  ok: 0,
  /** An invariant or an expectation is broken. */
  breach: 1,
  /** The user's mistake: arguments, files, a disk that is full. */
  user: 2,
  /** Ctrl-C, as shells report it; what was found until then is told. */
  interrupted: 130,
  /** Ours. */
  bug: 70,
} as const;

/** Something that the user can put right: shown without a stack, exit code 2. The message may have several lines. */
export class UserError extends Error {}

/** Problems of scenario files, which begin with the file's name: shown as they are, so that editors find the place. */
export class FileProblems extends UserError {}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'no space left on the disk',
  EDQUOT: 'disk quota exceeded',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'symbolic links go in circles',
  EMFILE: 'too many open files',
  EFBIG: 'the file would become too large',
};

/** The reason of a failed file operation in words; undefined if the error is none of the file system's. */
export function fileReason(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return 'syscall' in error ? (REASONS[error.code] ?? error.code) : undefined;
}

/** Runs a file operation; its failure becomes `cannot <doing>: <reason>`, the user's trouble and not ours. */
export function orUserError<T>(doing: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    const reason = fileReason(error);
    if (reason === undefined) throw error;
    throw new UserError(`cannot ${doing}: ${reason}`);
  }
}
