// The result store as the gate asks it.
import { dropCheckpoint, findCheckpoint, keepCheckpoint, type StoredCheckpoint } from './checkpoints.ts';
import type { AskedModel } from './consistency.ts';
import { keep, type ModelResult, recall } from './entries.ts';
import { keyOf } from './keys.ts';
import { prune } from './prune.ts';
import type { DigestOf, FileDigests } from './reads.ts';
import { type Store, storing } from './store.ts';
import { type AskedTeacher, keepTeacher, recallTeacher, type StoredTeaching } from './teachers.ts';

/** Results of earlier runs by the digest of what they depend on. `digestOf`: the files as they are now. */
export interface Results {
  recall(key: string, asked: AskedModel, digestOf: DigestOf): Promise<ModelResult | undefined>;
  keep(key: string, files: FileDigests, result: ModelResult): Promise<void>;
  recallTeacher(key: string, asked: AskedTeacher, digestOf: DigestOf): Promise<StoredTeaching | undefined>;
  keepTeacher(key: string, files: FileDigests, asked: AskedTeacher, teaching: StoredTeaching): Promise<void>;
  /** Absent where a run that is cut off starts anew. */
  readonly checkpoints?: StoredCheckpoints;
}

/** Of trainings, until what came of them is stored. */
export interface StoredCheckpoints {
  find(key: string): Promise<StoredCheckpoint | undefined>;
  keep(key: string, checkpoint: StoredCheckpoint): Promise<void>;
  drop(key: string): Promise<void>;
}

export interface OpenResults extends Results {
  /** Drops what is old when something new was stored. */
  close(): Promise<void>;
}

/** Nothing leaves by a problem: what can't be read is measured again, what can't be written is told. */
export function resultsOf(store: Store): OpenResults {
  const { folder, build } = store;
  const own = (key: string) => keyOf({ key, build });
  let isNew = false;
  /** Of the model that is measured at the moment. */
  const trainings = new Set<string>();
  const keepNew = async (work: () => Promise<void>) => {
    isNew = true;
    if (!(await storing(store, work))) return;
    for (const key of trainings) await dropCheckpoint(store, key);
    trainings.clear();
  };
  return {
    recall(key, asked, digestOf) {
      // The trainings of a model that failed stay for a run with another `limits.work`.
      trainings.clear();
      return recall(store, own(key), asked, digestOf);
    },
    keep: (key, files, result) => keepNew(() => keep(folder, own(key), files, result)),
    recallTeacher: (key, asked, digestOf) => recallTeacher(store, own(key), asked, digestOf),
    keepTeacher: (key, files, asked, teaching) => keepNew(() => keepTeacher(folder, own(key), files, asked, teaching)),
    ...(store.resumes && {
      checkpoints: {
        find(key) {
          trainings.add(own(key));
          return findCheckpoint(store, own(key));
        },
        async keep(key, checkpoint) {
          isNew = true;
          await storing(store, () => keepCheckpoint(store, own(key), checkpoint));
        },
        drop: (key) => dropCheckpoint(store, own(key)),
      },
    }),
    async close() {
      if (isNew) await prune(folder);
    },
  };
}
