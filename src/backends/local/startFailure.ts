/** Why the engine process could not open its lake: it tells by exit code, for its log may be what cannot be written. */

/** Of the engine's process; other codes mean that it crashed. */
export const startExitCodes = { cannotStart: 3, notWritable: 4, diskFull: 5, ownedByAnother: 10 } as const;

/** From the words of DuckDB or of the operating system. */
export function startExitCode(message: string): number {
  if (/could not set lock|conflicting lock|being used by another process/i.test(message))
    return startExitCodes.ownedByAnother;
  if (/\bENOSPC\b|no space left|disk (is )?full|not enough space/i.test(message)) return startExitCodes.diskFull;
  if (/\b(EACCES|EPERM|EROFS)\b|permission denied|access is denied|read-?only file ?system/i.test(message))
    return startExitCodes.notWritable;
  return startExitCodes.cannotStart;
}

/** What to do about it. `database` is the path of the lake's file. */
export function startRemedy(exitCode: number, folder: string, database: string): string | undefined {
  switch (exitCode) {
    case startExitCodes.ownedByAnother:
      return 'Another program has its database open: close it, then try again.';
    case startExitCodes.notWritable:
      return `This user may not write in ${folder}, and the engine has to, also to read. Give yourself the right to write there, or copy the lake to a folder of your own and name that.`;
    case startExitCodes.diskFull:
      return `The disk of ${folder} is full. Free some space, then try again; nothing stored is lost.`;
    case startExitCodes.cannotStart:
      return `If the file ${database} is damaged, move it away and import your files again.`;
    default:
      return undefined;
  }
}
