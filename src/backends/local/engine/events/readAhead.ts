/** The files of an import in their order, trail files unpacked. */
import type { FoundFile } from '../../readers/walk.js';
import { unpackTrailFile, unpackTrailFileNow, type UnpackedTrail } from './trailFile.js';

export interface FileInTurn {
  readonly file: FoundFile;
  /** Undefined where it is no trail file at first sight. */
  readonly trail: UnpackedTrail | undefined;
}

export interface FilesInTurn {
  /** Undefined behind the last one. */
  next(): Promise<FileInTurn | undefined>;
  /** The same at once: what is not unpacked yet is unpacked here. */
  nextNow(): FileInTurn | undefined;
  /** The file is the next one again. */
  giveBack(file: FileInTurn): void;
}

/** Files that are unpacked before their turn. */
const most = 2;

interface Begun {
  readonly file: FoundFile;
  readonly trail: Promise<UnpackedTrail | undefined>;
  done?: FileInTurn;
}

/** The next files are unpacked while one is worked on, but not so many that their text fills the memory. */
export function readAhead(files: readonly FoundFile[], isKnown: (digest: string) => boolean): FilesInTurn {
  const begun: Begun[] = [];
  const back: FileInTurn[] = [];
  let next = 0;
  const begin = (): void => {
    while (begun.length < most && next < files.length) {
      const file = files[next++] as FoundFile;
      const item: Begun = { file, trail: unpackTrailFile(file, isKnown) };
      begun.push(item);
      void item.trail.then((trail) => (item.done = { file, trail }));
    }
  };
  const take = (): Begun | undefined => {
    begin();
    const first = begun.shift();
    begin();
    return first;
  };
  return {
    next: async () => {
      const again = back.pop();
      if (again) return again;
      const first = take();
      return first && { file: first.file, trail: await first.trail };
    },
    nextNow: () => {
      const again = back.pop();
      if (again) return again;
      const first = take();
      return first && (first.done ?? { file: first.file, trail: unpackTrailFileNow(first.file, isKnown) });
    },
    giveBack: (file) => void back.push(file),
  };
}
