// What the command line may ask about a model.
import type { StreamAnswer } from '../../base/stream-answer.ts';
import type { Task } from '../../base/task.ts';
import type { FirmwareKind } from '../../gate/artifacts.ts';

export interface MeasureOptions {
  readonly profile?: readonly string[];
  /** A profile to compare the one of `profile` or of `board` with. */
  readonly against?: string;
  /** Ids, or paths of board files. */
  readonly board?: readonly string[];
  readonly inputs?: string;
  readonly dump?: string;
  readonly stateful?: boolean;
  readonly tensors?: string;
  /** Of recordings, which `stateful` feeds. */
  readonly groups?: string;
  readonly answer?: StreamAnswer;
  readonly window?: number;
  readonly skip?: number;
  readonly threshold?: number;
  readonly data?: string;
  readonly labels?: string;
  readonly task?: Task;
  /** What the model is fed is (value - subtract) / divide. */
  readonly subtract?: number;
  readonly divide?: number;
  /** Folders for firmware that are written into `out`. */
  readonly firmware?: readonly FirmwareKind[];
  readonly out?: string;
  readonly html?: string;
  readonly json?: boolean;
}
