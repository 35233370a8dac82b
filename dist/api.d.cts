// Types of kd-gate, printed by scripts/api-types.mjs.

export interface Report {
  version: 1;
  tool: {
    name: 'kd-gate';
    version: string;
    kernelsSha256: string;
  };
  spec: {
    file: string;
    sha256: string;
  };
  seed: number;
  /**
   * HEAD of the repository when the report was made; absent outside of one.
   */
  head?: {
    commit: string;
    /**
     * No file that git tracks was changed.
     */
    isClean: boolean;
  };
  verdict: 'fail' | 'not measured' | 'warn' | 'pass' | 'no baseline';
  /**
   * What the models are compared with.
   */
  base?: {
    /**
     * Found in the result store, measured now, or nothing to compare with.
     */
    status: 'stored' | 'measured' | 'none';
    commit?: string;
    /**
     * Why there is none.
     */
    reason?: string;
    /**
     * Files that git doesn't track: the base was measured with the workspace's.
     *
     * @maxItems 1000
     */
    untracked?: string[];
  };
  /**
   * What judges: budgets, boards and models of the base's kd.yaml against those of the head's.
   */
  rules?: {
    /**
     * Whose rules were asked for.
     */
    wanted: 'head' | 'base';
    judgedBy: 'head' | 'base';
    /**
     * Why the base's rules are not known.
     */
    reason?: string;
    /**
     * @maxItems 1000
     */
    changes: {
      model?: string;
      what:
        | 'budget'
        | 'level'
        | 'board'
        | 'test set'
        | 'teacher'
        | 'reserve'
        | 'model added'
        | 'model removed'
        | 'model renamed'
        | 'more';
      before?: string;
      after?: string;
      /**
       * Whether what failed on the base may pass now; `unclear` where that depends on more than the rules.
       */
      effect: 'looser' | 'unclear' | 'tighter' | 'none';
      /**
       * In words, without the name of the model: `size max 8 KiB → 80 KiB`.
       */
      text: string;
      place?: {
        file?: string;
        line?: number;
        column?: number;
        path?: string;
      };
    }[];
  };
  /**
   * A label that accepts failures.
   */
  waiver?: {
    label: string;
    by?: string;
    status: 'accepted' | 'void' | 'no write access';
  };
  /**
   * Models whose report did not arrive: not measured.
   *
   * @maxItems 64
   */
  missing?: string[];
  /**
   * @maxItems 64
   */
  models: {
    name: string;
    verdict: 'fail' | 'not measured' | 'warn' | 'pass' | 'no baseline';
    /**
     * What the .tflite file alone tells.
     */
    model: {
      sha256: string;
      sizeBytes: number;
      /**
       * gzip level 9 by fflate, which compresses the same everywhere.
       */
      gzipBytes: number;
      macs: number;
      /**
       * What the model computes with; absent where nothing tells.
       */
      precision?: 'int8' | 'int16' | 'uint8' | 'float32' | 'mixed';
      operators: {
        index: number;
        op: string;
        macs: number;
        outputShape?: number[];
        /**
         * Constants in the file that it reads; what several operators read counts at the first.
         */
        weightBytes?: number;
      }[];
      /**
       * Absent where there are none.
       */
      warnings?: {
        operator: number;
        /**
         * Absent in the main one.
         */
        subgraph?: number;
        op: string;
        /**
         * Where the answer on a board can be another one than here, and why.
         */
        text: string;
      }[];
      /**
       * What firmware gives MicroResourceVariables::Create; absent where the model needs none.
       */
      resourceVariables?: number;
      /**
       * Commits of tensorflow/tflite-micro, ARM-software/CMSIS-NN, espressif/esp-tflite-micro and espressif/esp-nn that the figures hold for.
       */
      runtime?: {
        tflmCommit: string;
        cmsisNnCommit?: string;
        espTfliteMicroCommit?: string;
        espNn?: {
          version: string;
          commit: string;
        }[];
      };
      profiles: {
        [k: string]: {
          /**
           * What MicroInterpreter::arena_used_bytes() returns.
           */
          arenaUsedBytes: number;
          /**
           * The smallest arena with which AllocateTensors() succeeds.
           */
          arenaMinBytes: number;
          /**
           * Planned tensors and scratch.
           */
          headBytes: number;
          /**
           * Persistent allocations.
           */
          tailBytes: number;
          /**
           * The operator during which most planned bytes are alive.
           */
          peak?: {
            operator: number;
            bytes: number;
          };
        };
      };
      /**
       * The head of the arena over time: TFLM's memory plan. Profiles with the same plan share one map.
       *
       * @maxItems 64
       */
      arenaMaps?: {
        /**
         * With which the head is this one.
         *
         * @minItems 1
         * @maxItems 64
         */
        profiles: string[];
        /**
         * Smaller buffers that are not listed; absent where all are.
         */
        left?: number;
        /**
         * @maxItems 512
         */
        buffers: {
          kind: 'tensor' | 'scratch';
          /**
           * The tensor's; of scratch the operator's.
           */
          index: number;
          /**
           * Absent in the main one.
           */
          subgraph?: number;
          /**
           * The end of the name in the file.
           */
          name?: string;
          /**
           * From the start of the head.
           */
          offset: number;
          bytes: number;
          /**
           * The first operator during which it is alive; -1: before all of them.
           */
          from: number;
          /**
           * The last one.
           */
          to: number;
        }[];
      }[];
      /**
       * By profile: instructions and flash, which need no board to be known.
       */
      costs?: {
        [k: string]: {
          /**
           * Executed in one Invoke.
           */
          instructions?: number;
          /**
           * Where some operators are bounded and not counted.
           */
          instructionsBandPercent?: number;
          /**
           * Of the operators that are counted, where others are not.
           */
          instructionsAtLeast?: number;
          /**
           * Why there is no figure.
           */
          instructionsReason?: string;
          /**
           * Of each operator of the main graph; null where no shape like its own has been counted.
           *
           * @maxItems 4096
           */
          instructionsByOperator?: (number | null)[];
          /**
           * Of the model, and of the code of TFLM and its kernels that it needs.
           */
          flashBytes?: number;
          /**
           * The truth lies within this many percent.
           */
          flashBandPercent?: number;
          /**
           * Why the kernels' code is not known.
           */
          flashReason?: string;
        };
      };
      /**
       * What export.decode did; absent without it.
       */
      decode?: {
        /**
         * Why the model stays as it was.
         */
        reason?: string;
        /**
         * Of what was chosen, or would have been but for the reason.
         */
        price?: {
          /**
           * Of TFLM_DECODE in the firmware's flash.
           */
          codeBytes: number;
          /**
           * Of file and code; negative where flash would grow.
           */
          flashSavedBytes: number;
          before: {
            fileBytes: number;
            /**
             * @maxItems 64
             */
            profiles: {
              profile: string;
              arenaBytes: number;
              instructions?: number;
            }[];
            /**
             * @maxItems 256
             */
            boards: {
              board: string;
              latencyMs?: number;
            }[];
          };
          after: {
            fileBytes: number;
            /**
             * @maxItems 64
             */
            profiles: {
              profile: string;
              arenaBytes: number;
              instructions?: number;
            }[];
            /**
             * @maxItems 256
             */
            boards: {
              board: string;
              latencyMs?: number;
            }[];
          };
        };
        /**
         * @maxItems 4096
         */
        weights: {
          name: string;
          plainBytes: number;
          /**
           * The form in which the file has them.
           */
          label?: string;
          bytes?: number;
          /**
           * By which the file got smaller.
           */
          savedBytes?: number;
          /**
           * Why they stay plain.
           */
          reason?: string;
        }[];
      };
      /**
       * What export.compact did; absent without it.
       */
      compact?: {
        /**
         * Of the file that it is made from, which TensorFlow reads.
         */
        fullBytes: number;
        /**
         * Why the file stays as it was.
         */
        reason?: string;
      };
      /**
       * What export.metadata takes; absent without it.
       */
      metadata?: {
        /**
         * In model.tflite, or with export.compact in model.full.tflite alone.
         */
        bytes: number;
      };
    };
    /**
     * SHA-256 of everything the result depends on.
     */
    inputs: {
      [k: string]: string;
    };
    /**
     * The model's section of kd.yaml, defaults included, each value by its path.
     */
    settings?: {
      [k: string]: string;
    };
    classes?: string[];
    /**
     * The answers by class, in the order of `classes`.
     *
     * Items: How many of the test samples were answered right.
     */
    perClass?: {
      correct: number;
      total: number;
    }[];
    /**
     * One bit a test sample, 1 where the answer is right, the first in the lowest bit; hexadecimal.
     */
    answersBySample?: string;
    /**
     * Of the tasks classify and binary with up to 64 classes.
     */
    confusion?: {
      /**
       * Of the rows and the columns; outputs of the model that no class has come last.
       *
       * @minItems 1
       * @maxItems 64
       */
      classes: string[];
      /**
       * A row a class, in it how many of its test samples were taken for each.
       *
       * @maxItems 64
       */
      rows: number[][];
    };
    /**
     * Of the tasks classify and binary: what is answered wrong with the highest confidence, that first.
     *
     * @maxItems 256
     */
    mistakes?: {
      /**
       * Its number in the test set, from 0; with data.stream that of the recording.
       */
      sample: number;
      /**
       * Of a folder: the name of its file.
       */
      file?: string;
      /**
       * The number of its class, in `classes`.
       */
      label: number;
      /**
       * The number of the class that it was taken for.
       */
      answer: number;
      /**
       * The probability that the model gives its answer.
       */
      confidence: number;
    }[];
    /**
     * Absent where they take more than 1 MiB.
     */
    predictions?: {
      /**
       * scores: the model's outputs; answers: the class that each sample was taken for, where the outputs are too many; errors: of a regression, the mean absolute and the mean squared error of each sample.
       */
      kind: 'scores' | 'answers' | 'errors';
      /**
       * Of the test set; with data.stream recordings.
       */
      samples: number;
      /**
       * Values of a sample.
       */
      width: number;
      /**
       * Little-endian.
       */
      type: 'int8' | 'uint8' | 'int16' | 'uint16' | 'float32' | 'float64';
      /**
       * Of integer scores: an output is scale * (value - zeroPoint).
       */
      scale?: number;
      zeroPoint?: number;
      /**
       * Of yes-or-no outputs: what one must exceed to say yes.
       */
      threshold?: number;
      /**
       * Of scores of classes: they stand in front of softmax.
       */
      areLogits?: boolean;
      /**
       * [samples, width], base64.
       */
      values: string;
      /**
       * Base64 of uint16: the class of each sample; of multi-label 0 or 1 for each output; of a regression that finds anomalies 1 for one.
       */
      labels?: string;
      /**
       * Base64 of uint16: the class that the teacher takes each sample for.
       */
      teacher?: string;
      /**
       * How long a sample is, or from one to the next where they overlap; absent where nothing says it.
       */
      seconds?: number;
      /**
       * Of recordings: how long those of each class are together.
       *
       * @maxItems 4096
       */
      secondsByClass?: number[];
    };
    /**
     * The same model on the base.
     */
    base?: {
      tool: {
        name: 'kd-gate';
        version: string;
        kernelsSha256: string;
      };
      /**
       * SHA-256 of everything the result depends on.
       */
      inputs: {
        [k: string]: string;
      };
      /**
       * The model's section of kd.yaml, defaults included, each value by its path.
       */
      settings?: {
        [k: string]: string;
      };
      /**
       * What the .tflite file alone tells.
       */
      model: {
        sha256: string;
        sizeBytes: number;
        /**
         * gzip level 9 by fflate, which compresses the same everywhere.
         */
        gzipBytes: number;
        macs: number;
        /**
         * What the model computes with; absent where nothing tells.
         */
        precision?: 'int8' | 'int16' | 'uint8' | 'float32' | 'mixed';
        operators: {
          index: number;
          op: string;
          macs: number;
          outputShape?: number[];
          /**
           * Constants in the file that it reads; what several operators read counts at the first.
           */
          weightBytes?: number;
        }[];
        /**
         * Absent where there are none.
         */
        warnings?: {
          operator: number;
          /**
           * Absent in the main one.
           */
          subgraph?: number;
          op: string;
          /**
           * Where the answer on a board can be another one than here, and why.
           */
          text: string;
        }[];
        /**
         * What firmware gives MicroResourceVariables::Create; absent where the model needs none.
         */
        resourceVariables?: number;
        /**
         * Commits of tensorflow/tflite-micro, ARM-software/CMSIS-NN, espressif/esp-tflite-micro and espressif/esp-nn that the figures hold for.
         */
        runtime?: {
          tflmCommit: string;
          cmsisNnCommit?: string;
          espTfliteMicroCommit?: string;
          espNn?: {
            version: string;
            commit: string;
          }[];
        };
        profiles: {
          [k: string]: {
            /**
             * What MicroInterpreter::arena_used_bytes() returns.
             */
            arenaUsedBytes: number;
            /**
             * The smallest arena with which AllocateTensors() succeeds.
             */
            arenaMinBytes: number;
            /**
             * Planned tensors and scratch.
             */
            headBytes: number;
            /**
             * Persistent allocations.
             */
            tailBytes: number;
            /**
             * The operator during which most planned bytes are alive.
             */
            peak?: {
              operator: number;
              bytes: number;
            };
          };
        };
        /**
         * The head of the arena over time: TFLM's memory plan. Profiles with the same plan share one map.
         *
         * @maxItems 64
         */
        arenaMaps?: {
          /**
           * With which the head is this one.
           *
           * @minItems 1
           * @maxItems 64
           */
          profiles: string[];
          /**
           * Smaller buffers that are not listed; absent where all are.
           */
          left?: number;
          /**
           * @maxItems 512
           */
          buffers: {
            kind: 'tensor' | 'scratch';
            /**
             * The tensor's; of scratch the operator's.
             */
            index: number;
            /**
             * Absent in the main one.
             */
            subgraph?: number;
            /**
             * The end of the name in the file.
             */
            name?: string;
            /**
             * From the start of the head.
             */
            offset: number;
            bytes: number;
            /**
             * The first operator during which it is alive; -1: before all of them.
             */
            from: number;
            /**
             * The last one.
             */
            to: number;
          }[];
        }[];
        /**
         * By profile: instructions and flash, which need no board to be known.
         */
        costs?: {
          [k: string]: {
            /**
             * Executed in one Invoke.
             */
            instructions?: number;
            /**
             * Where some operators are bounded and not counted.
             */
            instructionsBandPercent?: number;
            /**
             * Of the operators that are counted, where others are not.
             */
            instructionsAtLeast?: number;
            /**
             * Why there is no figure.
             */
            instructionsReason?: string;
            /**
             * Of each operator of the main graph; null where no shape like its own has been counted.
             *
             * @maxItems 4096
             */
            instructionsByOperator?: (number | null)[];
            /**
             * Of the model, and of the code of TFLM and its kernels that it needs.
             */
            flashBytes?: number;
            /**
             * The truth lies within this many percent.
             */
            flashBandPercent?: number;
            /**
             * Why the kernels' code is not known.
             */
            flashReason?: string;
          };
        };
        /**
         * What export.decode did; absent without it.
         */
        decode?: {
          /**
           * Why the model stays as it was.
           */
          reason?: string;
          /**
           * Of what was chosen, or would have been but for the reason.
           */
          price?: {
            /**
             * Of TFLM_DECODE in the firmware's flash.
             */
            codeBytes: number;
            /**
             * Of file and code; negative where flash would grow.
             */
            flashSavedBytes: number;
            before: {
              fileBytes: number;
              /**
               * @maxItems 64
               */
              profiles: {
                profile: string;
                arenaBytes: number;
                instructions?: number;
              }[];
              /**
               * @maxItems 256
               */
              boards: {
                board: string;
                latencyMs?: number;
              }[];
            };
            after: {
              fileBytes: number;
              /**
               * @maxItems 64
               */
              profiles: {
                profile: string;
                arenaBytes: number;
                instructions?: number;
              }[];
              /**
               * @maxItems 256
               */
              boards: {
                board: string;
                latencyMs?: number;
              }[];
            };
          };
          /**
           * @maxItems 4096
           */
          weights: {
            name: string;
            plainBytes: number;
            /**
             * The form in which the file has them.
             */
            label?: string;
            bytes?: number;
            /**
             * By which the file got smaller.
             */
            savedBytes?: number;
            /**
             * Why they stay plain.
             */
            reason?: string;
          }[];
        };
        /**
         * What export.compact did; absent without it.
         */
        compact?: {
          /**
           * Of the file that it is made from, which TensorFlow reads.
           */
          fullBytes: number;
          /**
           * Why the file stays as it was.
           */
          reason?: string;
        };
        /**
         * What export.metadata takes; absent without it.
         */
        metadata?: {
          /**
           * In model.tflite, or with export.compact in model.full.tflite alone.
           */
          bytes: number;
        };
      };
      /**
       * How many of the test samples were answered right.
       */
      accuracy?: {
        correct: number;
        total: number;
      };
      /**
       * How many of the test samples were answered right.
       */
      floatAccuracy?: {
        correct: number;
        total: number;
      };
      /**
       * Of multi-label: test samples with all outputs right; accuracy is then of all their outputs.
       */
      exactMatch?: {
        correct: number;
        total: number;
      };
      /**
       * How far the answers to the test samples are from their targets, of a regression.
       */
      error?: {
        /**
         * Mean of the absolute errors, in the targets' units.
         */
        mae: number;
        /**
         * Root of the mean of the squared errors.
         */
        rmse: number;
        total: number;
        /**
         * Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).
         */
        auc?: number;
      };
      /**
       * How far the answers to the test samples are from their targets, of a regression.
       */
      floatError?: {
        /**
         * Mean of the absolute errors, in the targets' units.
         */
        mae: number;
        /**
         * Root of the mean of the squared errors.
         */
        rmse: number;
        total: number;
        /**
         * Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).
         */
        auc?: number;
      };
      /**
       * The answers by class, in the order of `classes`.
       *
       * Items: How many of the test samples were answered right.
       */
      perClass?: {
        correct: number;
        total: number;
      }[];
      /**
       * One bit a test sample, 1 where the answer is right, the first in the lowest bit; hexadecimal.
       */
      answersBySample?: string;
      /**
       * Of the tasks classify and binary with up to 64 classes.
       */
      confusion?: {
        /**
         * Of the rows and the columns; outputs of the model that no class has come last.
         *
         * @minItems 1
         * @maxItems 64
         */
        classes: string[];
        /**
         * A row a class, in it how many of its test samples were taken for each.
         *
         * @maxItems 64
         */
        rows: number[][];
      };
      /**
       * Absent where they take more than 1 MiB.
       */
      predictions?: {
        /**
         * scores: the model's outputs; answers: the class that each sample was taken for, where the outputs are too many; errors: of a regression, the mean absolute and the mean squared error of each sample.
         */
        kind: 'scores' | 'answers' | 'errors';
        /**
         * Of the test set; with data.stream recordings.
         */
        samples: number;
        /**
         * Values of a sample.
         */
        width: number;
        /**
         * Little-endian.
         */
        type: 'int8' | 'uint8' | 'int16' | 'uint16' | 'float32' | 'float64';
        /**
         * Of integer scores: an output is scale * (value - zeroPoint).
         */
        scale?: number;
        zeroPoint?: number;
        /**
         * Of yes-or-no outputs: what one must exceed to say yes.
         */
        threshold?: number;
        /**
         * Of scores of classes: they stand in front of softmax.
         */
        areLogits?: boolean;
        /**
         * [samples, width], base64.
         */
        values: string;
        /**
         * Base64 of uint16: the class of each sample; of multi-label 0 or 1 for each output; of a regression that finds anomalies 1 for one.
         */
        labels?: string;
        /**
         * Base64 of uint16: the class that the teacher takes each sample for.
         */
        teacher?: string;
        /**
         * How long a sample is, or from one to the next where they overlap; absent where nothing says it.
         */
        seconds?: number;
        /**
         * Of recordings: how long those of each class are together.
         *
         * @maxItems 4096
         */
        secondsByClass?: number[];
      };
      classes?: string[];
      /**
       * @maxItems 256
       */
      boards: {
        id: string;
        name: string;
        /**
         * Core and kernel library, a key of `profiles`.
         */
        profile: string;
        /**
         * The largest contiguous RAM region that an arena can lie in.
         */
        ramBytes: number;
        flashBytes: number;
        /**
         * The arena fits into the RAM region and the model, with its code where that is known, into flash; `headroom` counts what is reserved too.
         */
        fits: boolean;
        /**
         * What of the model the board's kernel library refuses or gets wrong; then nothing of it is of use there.
         */
        refused?: string;
        /**
         * Where the board's kernel library can answer otherwise than TFLM's reference kernels; absent if nowhere.
         */
        warnings?: string[];
        /**
         * Of one inference; absent where there is no evidence.
         */
        latencyMs?: number;
        /**
         * Where latencyMs is absent: what the operators take that are known. The reason says which are left out.
         */
        latencyAtLeastMs?: number;
        /**
         * The time of 9 in 10 models lies within this many percent, if the firmware is built as the source says.
         */
        latencyBandPercent?: number;
        /**
         * What the figure stands on.
         */
        latencySource?: string;
        /**
         * Why there is no figure.
         */
        latencyReason?: string;
        /**
         * Milliseconds of each operator of the main graph, those of graphs that it calls included; as above.
         *
         * @maxItems 4096
         */
        msByOperator?: (number | null)[];
      }[];
      /**
       * @maxItems 256
       *
       * Items: A computer or phone that runs TensorFlow Lite: it has no arena.
       */
      computers?: {
        id: string;
        name: string;
        /**
         * Of one inference, as the board file has it; absent without.
         */
        latencyMs?: number;
        /**
         * Where a network with other weights was measured.
         */
        latencyBandPercent?: number;
        /**
         * What was measured.
         */
        latencySource?: string;
        /**
         * Why there is no figure.
         */
        latencyReason?: string;
      }[];
      /**
       * @maxItems 256
       *
       * Items: A board of which nothing can be said, and why.
       */
      unmeasuredBoards?: {
        id: string;
        name: string;
        reason: string;
      }[];
    };
    /**
     * Both models' answers to the same test samples: McNemar's exact test.
     */
    paired?: {
      total: number;
      /**
       * Samples that only the base answers right.
       */
      lost: number;
      /**
       * Samples that only this model answers right.
       */
      gained: number;
      /**
       * Of the accuracies, as a share.
       */
      difference: number;
      /**
       * Lower end of its 95 % interval.
       */
      low: number;
      /**
       * Upper end of its 95 % interval.
       */
      high: number;
      /**
       * One-sided p of a drop.
       */
      pDrop: number;
    };
    /**
     * Of `mistakes`: those that the base answers right; absent where there are none or no base.
     *
     * @maxItems 10
     */
    flips?: {
      /**
       * Its number in the test set, from 0; with data.stream that of the recording.
       */
      sample: number;
      /**
       * Of a folder: the name of its file.
       */
      file?: string;
      /**
       * The number of its class, in `classes`.
       */
      label: number;
      /**
       * The number of the class that it was taken for.
       */
      answer: number;
      /**
       * The probability that the model gives its answer.
       */
      confidence: number;
    }[];
    teacher?: {
      kind: string;
      engine: string;
      /**
       * How many of the test samples were answered right.
       */
      accuracy?: {
        correct: number;
        total: number;
      };
      /**
       * Of multi-label: test samples with all outputs right; accuracy is then of all their outputs.
       */
      exactMatch?: {
        correct: number;
        total: number;
      };
      /**
       * How far the answers to the test samples are from their targets, of a regression.
       */
      error?: {
        /**
         * Mean of the absolute errors, in the targets' units.
         */
        mae: number;
        /**
         * Root of the mean of the squared errors.
         */
        rmse: number;
        total: number;
        /**
         * Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).
         */
        auc?: number;
      };
    };
    training?: {
      /**
       * The loss with its numbers.
       */
      formula: string;
      /**
       * At its highest.
       */
      learningRate?: number;
      epochs: number;
      /**
       * Counted from 1; chosen on the validation split, but for chance the best.
       */
      bestEpoch: number;
      /**
       * The one with the best score; absent where that is the best epoch.
       */
      peakEpoch?: number;
      /**
       * Of the best epoch; absent when no samples are held out.
       */
      validationAccuracy?: number;
      /**
       * Of a regression: the mean absolute error of the best epoch.
       */
      validationError?: number;
      trainableParameters: number;
      /**
       * By epoch, at most 256 of them; absent where nothing was trained.
       *
       * @maxItems 256
       */
      curve?: {
        /**
         * Counted from 1.
         */
        epoch: number;
        /**
         * Mean over the batches, each before its step.
         */
        trainLoss: number;
        /**
         * Of the held-out samples; absent without.
         */
        validationLoss?: number;
        validationAccuracy?: number;
        /**
         * Of a regression: the mean absolute error.
         */
        validationError?: number;
      }[];
      /**
       * Of quantization-aware training (quantize.aware).
       */
      aware?: {
        epochs: number;
        /**
         * Counted from 1.
         */
        bestEpoch: number;
        /**
         * At its highest.
         */
        learningRate: number;
        /**
         * Samples of the training data: the held-out ones, or others where none are held out. Never the test set.
         */
        judgedOn: 'held-out' | 'calibration' | 'training';
        /**
         * Of its model.
         */
        answers: {
          correct: number;
          total: number;
        };
        /**
         * Of the model that was quantized after training, on the same.
         */
        answersBefore: {
          correct: number;
          total: number;
        };
        /**
         * By epoch, at most 256 of them; absent where nothing was trained.
         *
         * @maxItems 256
         */
        curve?: {
          /**
           * Counted from 1.
           */
          epoch: number;
          /**
           * Mean over the batches, each before its step.
           */
          trainLoss: number;
          /**
           * Of the held-out samples; absent without.
           */
          validationLoss?: number;
          validationAccuracy?: number;
          /**
           * Of a regression: the mean absolute error.
           */
          validationError?: number;
        }[];
        /**
         * Whether its model is the one that is measured.
         */
        isShipped: boolean;
      };
      /**
       * What `auto` in distill tried on held-out samples, in that order. A trial without a score diverged.
       */
      search?: {
        /**
         * Of each trial.
         */
        epochs: number;
        /**
         * @maxItems 64
         */
        trials: {
          learningRate: number;
          temperature: number;
          alpha: number;
          /**
           * How many of the test samples were answered right.
           */
          accuracy?: {
            correct: number;
            total: number;
          };
          /**
           * How far the answers to the test samples are from their targets, of a regression.
           */
          error?: {
            /**
             * Mean of the absolute errors, in the targets' units.
             */
            mae: number;
            /**
             * Root of the mean of the squared errors.
             */
            rmse: number;
            total: number;
            /**
             * Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).
             */
            auc?: number;
          };
        }[];
      };
    };
    quantization?: {
      settings: {
        mode: 'int8' | 'int16x8';
        calibration: string;
        biasCorrection: boolean;
        equalize: boolean;
        /**
         * By quantization-aware training.
         */
        aware?: true;
      };
      search?: {
        /**
         * Samples of the training data: the held-out ones, or others where none are held out. Never the test set.
         */
        judgedOn: 'held-out' | 'calibration' | 'training';
        total: number;
        /**
         * The float student's right answers on them.
         */
        floatCorrect: number;
        /**
         * The share of right answers that may be lost: budgets.quantDrop, or 0.005.
         */
        bound: number;
        /**
         * Whether what was chosen loses no more.
         */
        isWithin: boolean;
        /**
         * In the order in which they were tried.
         *
         * @maxItems 64
         *
         * Items: One way to quantize that was tried.
         */
        attempts: {
          name: string;
          settings: {
            mode: 'int8' | 'int16x8';
            calibration: string;
            biasCorrection: boolean;
            equalize: boolean;
            /**
             * By quantization-aware training.
             */
            aware?: true;
          };
          /**
           * Right answers on the samples that judged.
           */
          correct: number;
        }[];
      };
      /**
       * Worst first.
       *
       * @maxItems 4096
       */
      layers: {
        name: string;
        kind: string;
        /**
         * sum (integer - float)^2 / sum float^2 of its output, on calibration samples.
         */
        noiseToSignal: number;
      }[];
    };
    /**
     * The same student trained without the teacher.
     */
    scratch?: {
      training: {
        /**
         * The loss with its numbers.
         */
        formula: string;
        /**
         * At its highest.
         */
        learningRate?: number;
        epochs: number;
        /**
         * Counted from 1; chosen on the validation split, but for chance the best.
         */
        bestEpoch: number;
        /**
         * The one with the best score; absent where that is the best epoch.
         */
        peakEpoch?: number;
        /**
         * Of the best epoch; absent when no samples are held out.
         */
        validationAccuracy?: number;
        /**
         * Of a regression: the mean absolute error of the best epoch.
         */
        validationError?: number;
        trainableParameters: number;
        /**
         * By epoch, at most 256 of them; absent where nothing was trained.
         *
         * @maxItems 256
         */
        curve?: {
          /**
           * Counted from 1.
           */
          epoch: number;
          /**
           * Mean over the batches, each before its step.
           */
          trainLoss: number;
          /**
           * Of the held-out samples; absent without.
           */
          validationLoss?: number;
          validationAccuracy?: number;
          /**
           * Of a regression: the mean absolute error.
           */
          validationError?: number;
        }[];
        /**
         * Of quantization-aware training (quantize.aware).
         */
        aware?: {
          epochs: number;
          /**
           * Counted from 1.
           */
          bestEpoch: number;
          /**
           * At its highest.
           */
          learningRate: number;
          /**
           * Samples of the training data: the held-out ones, or others where none are held out. Never the test set.
           */
          judgedOn: 'held-out' | 'calibration' | 'training';
          /**
           * Of its model.
           */
          answers: {
            correct: number;
            total: number;
          };
          /**
           * Of the model that was quantized after training, on the same.
           */
          answersBefore: {
            correct: number;
            total: number;
          };
          /**
           * By epoch, at most 256 of them; absent where nothing was trained.
           *
           * @maxItems 256
           */
          curve?: {
            /**
             * Counted from 1.
             */
            epoch: number;
            /**
             * Mean over the batches, each before its step.
             */
            trainLoss: number;
            /**
             * Of the held-out samples; absent without.
             */
            validationLoss?: number;
            validationAccuracy?: number;
            /**
             * Of a regression: the mean absolute error.
             */
            validationError?: number;
          }[];
          /**
           * Whether its model is the one that is measured.
           */
          isShipped: boolean;
        };
        /**
         * What `auto` in distill tried on held-out samples, in that order. A trial without a score diverged.
         */
        search?: {
          /**
           * Of each trial.
           */
          epochs: number;
          /**
           * @maxItems 64
           */
          trials: {
            learningRate: number;
            temperature: number;
            alpha: number;
            /**
             * How many of the test samples were answered right.
             */
            accuracy?: {
              correct: number;
              total: number;
            };
            /**
             * How far the answers to the test samples are from their targets, of a regression.
             */
            error?: {
              /**
               * Mean of the absolute errors, in the targets' units.
               */
              mae: number;
              /**
               * Root of the mean of the squared errors.
               */
              rmse: number;
              total: number;
              /**
               * Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).
               */
              auc?: number;
            };
          }[];
        };
      };
      /**
       * How many of the test samples were answered right.
       */
      floatAccuracy?: {
        correct: number;
        total: number;
      };
      /**
       * How many of the test samples were answered right.
       */
      accuracy?: {
        correct: number;
        total: number;
      };
      /**
       * How far the answers to the test samples are from their targets, of a regression.
       */
      floatError?: {
        /**
         * Mean of the absolute errors, in the targets' units.
         */
        mae: number;
        /**
         * Root of the mean of the squared errors.
         */
        rmse: number;
        total: number;
        /**
         * Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).
         */
        auc?: number;
      };
      /**
       * How far the answers to the test samples are from their targets, of a regression.
       */
      error?: {
        /**
         * Mean of the absolute errors, in the targets' units.
         */
        mae: number;
        /**
         * Root of the mean of the squared errors.
         */
        rmse: number;
        total: number;
        /**
         * Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).
         */
        auc?: number;
      };
    };
    /**
     * The student after each step that kd.yaml asks for, each as the integer model that it would be.
     *
     * @maxItems 6
     */
    stages?: {
      name: 'trained' | 'fewer channels' | 'sparse' | 'clustered' | 'quantized' | 'shipped';
      floatAccuracy?: {
        correct: number;
        total: number;
      };
      /**
       * Of the integer model of this step.
       */
      accuracy?: {
        correct: number;
        total: number;
      };
      /**
       * Of a regression: the mean absolute error.
       */
      floatError?: number;
      /**
       * The same of the integer model.
       */
      error?: number;
      /**
       * Its answers by class.
       *
       * @maxItems 65536
       */
      perClass?: {
        correct: number;
        total: number;
      }[];
      /**
       * Test samples that the step before had right.
       */
      newlyWrong?: number;
      /**
       * Test samples that the step before had wrong.
       */
      newlyRight?: number;
      /**
       * Answers of the step before that became wrong: a class taken for another, most frequent first.
       *
       * @maxItems 16
       */
      flips?: {
        label: number;
        answer: number;
        count: number;
      }[];
      sizeBytes: number;
      gzipBytes: number;
      macs: number;
      /**
       * The share of zeros in the weights of convolutions and dense layers.
       */
      zeros?: number;
      /**
       * @maxItems 256
       */
      boards: {
        id: string;
        name: string;
        arenaBytes: number;
        latencyMs?: number;
      }[];
    }[];
    /**
     * Of a test set of recordings (data.stream): accuracy is then that of recordings.
     */
    streams?: {
      recordings: number;
      /**
       * Runs of the model, each with the state that the one before it left.
       */
      steps: number;
      /**
       * What a recording is judged by; each: its samples one by one.
       */
      answer: 'last' | 'max' | 'mean' | 'each';
    };
    /**
     * How many of the test samples were answered right.
     */
    accuracy?: {
      correct: number;
      total: number;
    };
    /**
     * Of multi-label: test samples with all outputs right; accuracy is then of all their outputs.
     */
    exactMatch?: {
      correct: number;
      total: number;
    };
    /**
     * How far the answers to the test samples are from their targets, of a regression.
     */
    error?: {
      /**
       * Mean of the absolute errors, in the targets' units.
       */
      mae: number;
      /**
       * Root of the mean of the squared errors.
       */
      rmse: number;
      total: number;
      /**
       * Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).
       */
      auc?: number;
    };
    /**
     * What looks wrong beside any budget, each with its remedy.
     *
     * @maxItems 256
     */
    warnings?: string[];
    /**
     * Why there is no accuracy although there is a test set.
     */
    accuracyReason?: string;
    /**
     * How many of the test samples were answered right.
     */
    floatAccuracy?: {
      correct: number;
      total: number;
    };
    /**
     * How far the answers to the test samples are from their targets, of a regression.
     */
    floatError?: {
      /**
       * Mean of the absolute errors, in the targets' units.
       */
      mae: number;
      /**
       * Root of the mean of the squared errors.
       */
      rmse: number;
      total: number;
      /**
       * Of samples that are their own targets: how well the squared error tells anomalies (area under ROC).
       */
      auc?: number;
    };
    /**
     * @maxItems 256
     */
    boards: {
      id: string;
      name: string;
      /**
       * Core and kernel library, a key of `profiles`.
       */
      profile: string;
      /**
       * The largest contiguous RAM region that an arena can lie in.
       */
      ramBytes: number;
      flashBytes: number;
      /**
       * The arena fits into the RAM region and the model, with its code where that is known, into flash; `headroom` counts what is reserved too.
       */
      fits: boolean;
      /**
       * What of the model the board's kernel library refuses or gets wrong; then nothing of it is of use there.
       */
      refused?: string;
      /**
       * Where the board's kernel library can answer otherwise than TFLM's reference kernels; absent if nowhere.
       */
      warnings?: string[];
      /**
       * Of one inference; absent where there is no evidence.
       */
      latencyMs?: number;
      /**
       * Where latencyMs is absent: what the operators take that are known. The reason says which are left out.
       */
      latencyAtLeastMs?: number;
      /**
       * The time of 9 in 10 models lies within this many percent, if the firmware is built as the source says.
       */
      latencyBandPercent?: number;
      /**
       * What the figure stands on.
       */
      latencySource?: string;
      /**
       * Why there is no figure.
       */
      latencyReason?: string;
      /**
       * Milliseconds of each operator of the main graph, those of graphs that it calls included; as above.
       *
       * @maxItems 4096
       */
      msByOperator?: (number | null)[];
    }[];
    /**
     * @maxItems 256
     *
     * Items: A computer or phone that runs TensorFlow Lite: it has no arena.
     */
    computers?: {
      id: string;
      name: string;
      /**
       * Of one inference, as the board file has it; absent without.
       */
      latencyMs?: number;
      /**
       * Where a network with other weights was measured.
       */
      latencyBandPercent?: number;
      /**
       * What was measured.
       */
      latencySource?: string;
      /**
       * Why there is no figure.
       */
      latencyReason?: string;
    }[];
    /**
     * What the model was made from: the files that kd.yaml names for it, with the SHA-256 of their content.
     *
     * @maxItems 256
     */
    files?: {
      path: string;
      sha256: string;
    }[];
    /**
     * @maxItems 256
     *
     * Items: A board of which nothing can be said, and why.
     */
    unmeasuredBoards?: {
      id: string;
      name: string;
      reason: string;
    }[];
    /**
     * @maxItems 4096
     */
    budgets: {
      measure:
        | 'size'
        | 'gzip'
        | 'arena'
        | 'accuracy'
        | 'quantDrop'
        | 'error'
        | 'latency'
        | 'macs'
        | 'instructions'
        | 'flash'
        | 'rmse'
        | 'auc'
        | 'f1'
        | 'balancedAccuracy'
        | 'recall'
        | 'precision'
        | 'recallAt'
        | 'topK'
        | 'agreement';
      scope?: string;
      kind: 'max' | 'min' | 'maxIncrease' | 'maxDrop';
      level: 'fail' | 'warn';
      verdict: 'fail' | 'not measured' | 'warn' | 'pass' | 'no baseline';
      /**
       * The limit as kd.yaml writes it.
       */
      text: string;
      limit?: number;
      value?: number;
      /**
       * Where there is no value: what it is at least.
       */
      atLeast?: number;
      /**
       * The truth lies within this many percent of the value.
       */
      bandPercent?: number;
      /**
       * The end of that band on the other side of the limit than the value.
       */
      bandEnd?: number;
      base?: number;
      excess?: number;
      /**
       * What the limit leaves, in the unit of its measure; negative beyond it.
       */
      headroom?: {
        bytes?: number;
        ms?: number;
        macs?: number;
        instructions?: number;
        share?: number;
        error?: number;
        /**
         * Of the limit; absent of shares, and of a limit of 0.
         */
        percent?: number;
      };
      reason?: string;
      /**
       * Why the test set is too small to resolve this budget.
       */
      lint?: string;
      /**
       * The base is over this limit already, and this is no worse.
       */
      ratchet?: boolean;
      /**
       * Of a relative budget on a metric: a paired test against the base.
       */
      paired?: {
        test: 'McNemar' | 'DeLong' | 'bootstrap';
        /**
         * This model's value less the base's.
         */
        difference: number;
        /**
         * Lower end of its 95 % interval.
         */
        low: number;
        /**
         * Upper end of its 95 % interval.
         */
        high: number;
        /**
         * One-sided, of a change for the worse.
         */
        p: number;
        /**
         * Of McNemar's test: samples that only the base has right.
         */
        lost?: number;
        /**
         * Samples that only this model has right.
         */
        gained?: number;
      };
      /**
       * Of the board itself, not of a budget: nothing runs or is known there.
       */
      ofBoard?: boolean;
      place?: {
        file?: string;
        line?: number;
        column?: number;
        path?: string;
      };
    }[];
    /**
     * @maxItems 256
     *
     * Items: What the memory of a board leaves beside the model and what is reserved.
     */
    headroom?: {
      board: string;
      ram: {
        /**
         * What `reserve` of kd.yaml keeps for the application.
         */
        reservedBytes?: number;
        /**
         * Left after that and the model; negative where it does not fit.
         */
        bytes: number;
        /**
         * Of what is not reserved.
         */
        percent?: number;
        /**
         * Of flash: the kernels' code is not known, and takes some of it.
         */
        atMost?: boolean;
      };
      flash: {
        /**
         * What `reserve` of kd.yaml keeps for the application.
         */
        reservedBytes?: number;
        /**
         * Left after that and the model; negative where it does not fit.
         */
        bytes: number;
        /**
         * Of what is not reserved.
         */
        percent?: number;
        /**
         * Of flash: the kernels' code is not known, and takes some of it.
         */
        atMost?: boolean;
      };
    }[];
    /**
     * The same model on the base and on commits before it, as far as they were measured; the oldest first. Nothing is judged by it.
     *
     * @maxItems 30
     *
     * Items: What the model measured on a commit.
     */
    history?: {
      commit: string;
      /**
       * Of kd-gate that measured it: another one may measure otherwise.
       */
      version: string;
      sizeBytes: number;
      accuracy?: {
        correct: number;
        total: number;
      };
      /**
       * Of a regression: the mean absolute error.
       */
      mae?: number;
      /**
       * @maxItems 32
       */
      boards: {
        id: string;
        /**
         * As of `profiles`; absent where the model does not run.
         */
        arenaMinBytes?: number;
        /**
         * Absent where there is no evidence.
         */
        latencyMs?: number;
      }[];
    }[];
    /**
     * A change of kd.yaml with which the model passes.
     */
    proposal?: {
      model: string;
      /**
       * The run with these changes passed. False: nothing that was tried does, and this came nearest.
       */
      passes: boolean;
      /**
       * That run passed with a warning, as where a band reaches over a limit.
       */
      warns?: boolean;
      /**
       * @minItems 1
       * @maxItems 1024
       *
       * Items: One value of kd.yaml, or one item of a list.
       */
      changes: {
        /**
         * Keys of kd.yaml from its root, and indices of lists as they are before any change.
         *
         * @minItems 1
         * @maxItems 16
         */
        path: (string | number)[];
        /**
         * What is there, a default where kd.yaml leaves it out; absent of what is new.
         */
        from?:
          | (string | number | boolean | (string | number)[])
          | {
              [k: string]:
                | string
                | number
                | boolean
                | (string | number)[]
                | {
                    [k: string]: string | number | boolean | (string | number)[];
                  };
            };
        /**
         * What to write; absent where it goes.
         */
        to?:
          | (string | number | boolean | (string | number)[])
          | {
              [k: string]:
                | string
                | number
                | boolean
                | (string | number)[]
                | {
                    [k: string]: string | number | boolean | (string | number)[];
                  };
            };
      }[];
      /**
       * @maxItems 1024
       *
       * Items: A measure before and after, in the measure's unit.
       */
      effects: {
        measure:
          | 'size'
          | 'gzip'
          | 'arena'
          | 'accuracy'
          | 'quantDrop'
          | 'error'
          | 'latency'
          | 'macs'
          | 'instructions'
          | 'flash'
          | 'rmse'
          | 'auc'
          | 'f1'
          | 'balancedAccuracy'
          | 'recall'
          | 'precision'
          | 'recallAt'
          | 'topK'
          | 'agreement';
        /**
         * The board or profile, of a measure that has one.
         */
        scope?: string;
        before?: number;
        after?: number;
        /**
         * The strictest bound of a budget, where there is one.
         */
        limit?: number;
      }[];
      /**
       * @maxItems 64
       *
       * Items: Lines of kd.yaml that the changes replace, and what takes their place.
       */
      edits?: {
        /**
         * Of the first of `before`, from 1.
         */
        line: number;
        /**
         * @minItems 1
         * @maxItems 256
         */
        before: string[];
        /**
         * @maxItems 256
         */
        after: string[];
      }[];
      /**
       * Where nothing passes: the budgets that would have to move, which is for people to decide.
       *
       * @maxItems 64
       */
      budgets?: {
        /**
         * Of the budget in kd.yaml: `models.digits.budgets.accuracy.min`.
         */
        path: string;
        /**
         * As kd.yaml writes it.
         */
        from: string;
        /**
         * With which the changes would pass.
         */
        to: string;
      }[];
      /**
       * Larger changes that passed too and answer better than smaller ones, the smallest first.
       *
       * @maxItems 3
       *
       * Items: A larger change that passed too.
       */
      others?: {
        /**
         * @minItems 1
         * @maxItems 1024
         *
         * Items: One value of kd.yaml, or one item of a list.
         */
        changes: {
          /**
           * Keys of kd.yaml from its root, and indices of lists as they are before any change.
           *
           * @minItems 1
           * @maxItems 16
           */
          path: (string | number)[];
          /**
           * What is there, a default where kd.yaml leaves it out; absent of what is new.
           */
          from?:
            | (string | number | boolean | (string | number)[])
            | {
                [k: string]:
                  | string
                  | number
                  | boolean
                  | (string | number)[]
                  | {
                      [k: string]: string | number | boolean | (string | number)[];
                    };
              };
          /**
           * What to write; absent where it goes.
           */
          to?:
            | (string | number | boolean | (string | number)[])
            | {
                [k: string]:
                  | string
                  | number
                  | boolean
                  | (string | number)[]
                  | {
                      [k: string]: string | number | boolean | (string | number)[];
                    };
              };
        }[];
        size: number;
        accuracyChange: number;
      }[];
      /**
       * How large the change is; 0.69 halves or doubles the network.
       */
      size?: number;
      /**
       * On the test set, as a share; absent without one.
       */
      accuracyChange?: number;
      /**
       * Candidates that were judged without training.
       */
      judged?: number;
      /**
       * Candidates that were trained.
       */
      trained?: number;
    };
  }[];
}


/** A mistake in kd.yaml, a file or an option: what is wrong and what to write instead. */
export interface GateProblem {
  /** Stable, such as `file/missing`. */
  readonly code: string;
  readonly message: string;
  /** Lines and columns count from 1; `path` is the key in the file. */
  readonly place?: {
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
    readonly path?: string;
  };
}

/** Mistakes are values: nothing throws but a fault of kd-gate's own. */
export type GateOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly GateProblem[] };

/** Paths start in the current folder of the process. */
export interface GateOptions {
  /** Path of kd.yaml; `kd.yaml` where it is left out. */
  readonly spec?: string;
  /** Only this model; all where it is left out. */
  readonly model?: string;
  /** Where the reports (report.json, .md, .html) and the firmware files are written; `kd-gate-out` beside kd.yaml by
   * default. */
  readonly out?: string;
  /** `auto`, a thread a core, where it is left out. Changes the time, never the bytes. */
  readonly threads?: number | 'auto';
  /** Folder whose node_modules has @tensorflow/tfjs-node or onnxruntime, which are then executed. */
  readonly engines?: string;
  /** A branch, tag or commit to compare with. */
  readonly base?: string;
  /** False: a budget fails also where the base exceeds it already. */
  readonly ratchet?: boolean;
  /** Whose budgets and boards judge; `head` where it is left out. */
  readonly rules?: 'head' | 'base';
  /** Folder of stored results, `.kd-gate` beside kd.yaml by default; false measures everything anew. */
  readonly store?: string | false;
  /** Hears progress, a line at a time. */
  readonly log?: (line: string) => void;
}

export interface GateResult {
  /** As report.json. */
  readonly report: Report;
  readonly reportFile: string;
  /** The folder of `reportFile`. */
  readonly out: string;
  /** What went wrong beside the verdict. */
  readonly warnings: readonly GateProblem[];
}

type ReportedModel = Report['models'][number];

export interface MeasureModelOptions {
  /** Ids of `kd-gate boards`, or paths of board files. */
  readonly boards?: readonly string[];
  /** Cores and kernel libraries, such as `cortex-m4f/cmsis_nn`; those of the boards where they are left out. */
  readonly profiles?: readonly string[];
}

/** The parts of a report that need no kd.yaml. */
export interface Measurement {
  readonly model: ReportedModel['model'];
  readonly boards: ReportedModel['boards'];
  readonly computers: NonNullable<ReportedModel['computers']>;
  readonly unmeasuredBoards: NonNullable<ReportedModel['unmeasuredBoards']>;
  /** Why a profile has no arena, by its name. */
  readonly profileProblems: Readonly<Record<string, readonly GateProblem[]>>;
}

/** The whole gate, as `kd-gate run`. A budget that fails is no problem: see `report.verdict`. */
export type RunGate = (options?: GateOptions) => Promise<GateOutcome<GateResult>>;

/** What a .tflite file costs, as `kd-gate measure`: its path, or its bytes. */
export type MeasureModel = (
  model: string | Uint8Array,
  options?: MeasureModelOptions,
) => Promise<GateOutcome<Measurement>>;

/** A report.json, checked against its schema: anyone may have written it. */
export type ReadReport = (file: string) => Promise<GateOutcome<Report>>;

export declare const runGate: RunGate;
export declare const measureModel: MeasureModel;
export declare const readReport: ReadReport;
