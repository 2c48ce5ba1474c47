/** The files of an import in their order, trail files unpacked. */
import type { FoundFile } from '../../readers/walk.js';
import { unpackTrailFile, type UnpackedTrail } from './trailFile.js';

export interface FileInTurn {
  readonly file: FoundFile;
  /** Undefined where it is no trail file at first sight. */
  readonly trail: UnpackedTrail | undefined;
}

/** Files that are unpacked before their turn. */
const most = 2;

/** The next files are unpacked while one is worked on, but not so many that their text fills the memory. */
export async function* readAhead(
  files: readonly FoundFile[],
  isKnown: (digest: string) => boolean,
): AsyncGenerator<FileInTurn> {
  const begun: { readonly file: FoundFile; readonly trail: Promise<UnpackedTrail | undefined> }[] = [];
  let next = 0;
  while (begun.length > 0 || next < files.length) {
    while (begun.length < most && next < files.length) {
      const file = files[next++] as FoundFile;
      begun.push({ file, trail: unpackTrailFile(file, isKnown) });
    }
    const first = begun.shift() as (typeof begun)[number];
    yield { file: first.file, trail: await first.trail };
  }
}
