// The float32 kernels of training and float inference, as functions over linear memory. All addresses are in bytes, all
// values float32, all tensors NHWC and dense. "Owner computes": each function writes only the part of its result that
// its last range [from, to) names. It sums each element over its whole reduction in a fixed order, so that any split
// over threads gives the same bits.
// Sums run over k in ascending order from zero unless the function says otherwise; a bias is added after the sum.

/** Fused into the forward kernels that take it: 0 none, 1 relu, 2 relu6. */
export type ActivationCode = 0 | 1 | 2;

/** `window`: the address of a block that `writeWindow` wrote. */
export interface FloatKernels {
  /** Bytes of workspace that one thread needs for the dense kernels of this size. */
  denseWorkspaceBytes(rows: number, inputs: number, units: number): number;
  /** y[r, u] = act(sum_k x[r, k] * weight[k, u] + bias[u]) for rows [from, to). weight: [inputs, units]. bias 0: none.
   * */
  denseForward(
    x: number,
    weight: number,
    bias: number,
    y: number,
    inputs: number,
    units: number,
    activation: number,
    workspace: number,
    from: number,
    to: number,
  ): void;
  /** dx[r, k] = sum_u dy[r, u] * weight[k, u] for rows [from, to). */
  denseBackwardInput(
    dy: number,
    weight: number,
    dx: number,
    inputs: number,
    units: number,
    workspace: number,
    from: number,
    to: number,
  ): void;
  /** dWeight[k, u] = sum over rows 0..rows of x[r, k] * dy[r, u], for k in [from, to). */
  denseBackwardWeight(
    x: number,
    dy: number,
    dWeight: number,
    rows: number,
    inputs: number,
    units: number,
    workspace: number,
    from: number,
    to: number,
  ): void;
  /** out[c] = sum over rows of dy[r, c], for c in [from, to). For biases. The sums of 32 rows each are added up in
   * order. */
  columnSums(dy: number, out: number, rows: number, columns: number, from: number, to: number): void;

  convWorkspaceBytes(window: number): number;
  /** weight: [kh, kw, inC, outC]; k runs over (kh, kw, inC). Samples [from, to). Padding counts as zero. */
  convForward(
    x: number,
    weight: number,
    bias: number,
    y: number,
    window: number,
    activation: number,
    workspace: number,
    from: number,
    to: number,
  ): void;
  /** dx for samples [from, to); the sum over taps and output channels is in the order that `reference/conv.ts` writes
   * down. */
  convBackwardInput(
    dy: number,
    weight: number,
    dx: number,
    window: number,
    workspace: number,
    from: number,
    to: number,
  ): void;
  /** dWeight[k, o] = sum over samples 0..samples and output positions in order, for rows k in [from, to) of
   * [kh * kw * inC, outC]. */
  convBackwardWeight(
    x: number,
    dy: number,
    dWeight: number,
    window: number,
    samples: number,
    workspace: number,
    from: number,
    to: number,
  ): void;

  /** weight: [kh, kw, inC * multiplier]; output channel c * multiplier + m. Samples [from, to). */
  depthwiseForward(
    x: number,
    weight: number,
    bias: number,
    y: number,
    window: number,
    activation: number,
    from: number,
    to: number,
  ): void;
  depthwiseBackwardInput(dy: number, weight: number, dx: number, window: number, from: number, to: number): void;
  /** dWeight for the pieces [from, to): piece p is row p % kh of the taps for channels 8 * floor(p / kh) and the next
   * seven (`depthwisePieces`). */
  depthwiseBackwardWeight(
    x: number,
    dy: number,
    dWeight: number,
    window: number,
    samples: number,
    from: number,
    to: number,
  ): void;

  /** sums[b, c] of x, or of (x - mean[c])^2 where `mean` isn't 0, over the rows of each block b in [from, to): 32 rows,
   * the last one what is left of `rows` (sums.ts). Of the blocks a thread has those rows that it wrote before. */
  batchNormSums(x: number, mean: number, sums: number, rows: number, channels: number, from: number, to: number): void;
  /** mean[c] of such sums, added up in order, over all rows, for channels [from, to). */
  meanOfSums(sums: number, mean: number, rows: number, channels: number, from: number, to: number): void;
  /** scale[c] = gamma / sqrt(variance + epsilon) and shift[c] = beta - mean * scale, for channels [from, to). */
  batchNormScale(
    gamma: number,
    beta: number,
    mean: number,
    variance: number,
    epsilon: number,
    scale: number,
    shift: number,
    from: number,
    to: number,
  ): void;
  /** y = act(x * scale[c] + shift[c]) for rows [from, to). */
  batchNormApply(
    x: number,
    scale: number,
    shift: number,
    y: number,
    channels: number,
    activation: number,
    from: number,
    to: number,
  ): void;
  /** betaSums[b, c] of dz and gammaSums[b, c] of dz * (x - mean) over blocks of rows as in `batchNormSums`. dz is dy
   * where the fused activation let x * scale + shift through, else 0. */
  batchNormBackwardSums(
    x: number,
    scale: number,
    shift: number,
    dy: number,
    mean: number,
    gammaSums: number,
    betaSums: number,
    rows: number,
    channels: number,
    activation: number,
    from: number,
    to: number,
  ): void;
  /** dBeta[c] and dGamma[c] of such sums, dGamma divided by sqrt(variance + epsilon), for channels [from, to). */
  batchNormParameterGradients(
    gammaSums: number,
    betaSums: number,
    variance: number,
    epsilon: number,
    dGamma: number,
    dBeta: number,
    rows: number,
    channels: number,
    from: number,
    to: number,
  ): void;
  /** dx of batch norm with batch statistics (Ioffe and Szegedy 2015) for rows [from, to); `rows` is their number in the
   * whole batch. */
  batchNormBackwardInput(
    x: number,
    scale: number,
    shift: number,
    dy: number,
    mean: number,
    variance: number,
    epsilon: number,
    gamma: number,
    dGamma: number,
    dBeta: number,
    dx: number,
    rows: number,
    channels: number,
    activation: number,
    from: number,
    to: number,
  ): void;

  /** y = act(x), elements [from, to). */
  activationForward(x: number, y: number, activation: number, from: number, to: number): void;
  /** dx = dy where 0 < y (and y < 6 for relu6), else 0, elements [from, to). */
  activationBackward(y: number, dy: number, dx: number, activation: number, from: number, to: number): void;
  /** y = act(a + b), elements [from, to). */
  addForward(a: number, b: number, y: number, activation: number, from: number, to: number): void;
  /** into += x, elements [from, to): gradients that meet at one tensor. */
  accumulate(x: number, into: number, from: number, to: number): void;

  /** Samples [from, to); padding never wins. */
  maxPoolForward(x: number, y: number, window: number, from: number, to: number): void;
  /** The gradient goes to the first greatest value of each window. */
  maxPoolBackward(x: number, y: number, dy: number, dx: number, window: number, from: number, to: number): void;
  /** Padding isn't counted. */
  averagePoolForward(x: number, y: number, window: number, from: number, to: number): void;
  averagePoolBackward(dy: number, dx: number, window: number, from: number, to: number): void;

  /** y = 0, elements [from, to). */
  clear(y: number, from: number, to: number): void;
  /** Copies `rows` rows of `columns` values of samples [from, to). First, row and sample: where the first row starts,
   * and how far apart rows and samples are, in values. */
  copyRows(
    x: number,
    y: number,
    rows: number,
    columns: number,
    xFirst: number,
    xRow: number,
    xSample: number,
    yFirst: number,
    yRow: number,
    ySample: number,
    from: number,
    to: number,
  ): void;

  /** keep[i] is 0 or 1 / (1 - rate): y = x * keep, elements [from, to). Backward is the same function on dy. */
  multiply(x: number, keep: number, y: number, from: number, to: number): void;

  /** For samples [from, to) of `each` values: y is what is left of x in an integer tensor of these levels (levels.ts).
   * extremes [samples, 2]: the least and greatest x of each sample; 0: not wanted. */
  fakeQuantize(x: number, y: number, extremes: number, levels: number, each: number, from: number, to: number): void;
  /** dx = dy where x lay between the levels' ends, else 0 (the straight-through estimator), elements [from, to). */
  fakeQuantizeBackward(x: number, dy: number, dx: number, levels: number, from: number, to: number): void;
  /** Weights [rows, channels] and biases [channels] as the int8 model holds them, for channels [from, to): in float64,
   * the bits of compress/quantize.ts. inputScale: address of the scale of the layer's input. perTensor: one scale for
   * all channels. */
  fakeQuantizeWeights(
    weight: number,
    bias: number,
    inputScale: number,
    weightOut: number,
    biasOut: number,
    rows: number,
    channels: number,
    perTensor: number,
    from: number,
    to: number,
  ): void;

  /** exp and log of base/elementary.ts, compiled into the module, decide the bits. For rows [from, to): loss[r] = alpha
   * * CE(targets, softmax(z)) + (1 - alpha) * T^2 * KL(softmax(t / T) || softmax(z / T)), and dz = gradient of (sum of
   * losses) / batch. targets [rows, classes]: a row's sum is its weight. teacher 0: only the CE term counts (alpha is
   * taken as 1). */
  distillLoss(
    z: number,
    targets: number,
    teacher: number,
    loss: number,
    dz: number,
    classes: number,
    alpha: number,
    temperature: number,
    batch: number,
    from: number,
    to: number,
  ): void;
  /** Zhao et al. 2022, equation 7. For rows [from, to): loss[r] = labels * CE(targets, softmax(z)) + T^2 * (alpha *
   * KL(b(t) || b(z)) + beta * KL(o(t) || o(z))) and dz as above. b: the probabilities at T of the target, which is the
   * class with the greatest of `targets`, and of all others together; o: those of the others among themselves. */
  decoupledLoss(
    z: number,
    targets: number,
    teacher: number,
    loss: number,
    dz: number,
    classes: number,
    labels: number,
    alpha: number,
    beta: number,
    temperature: number,
    batch: number,
    from: number,
    to: number,
  ): void;
  /** Romero et al. 2015, equation 3, as a mean. For rows [from, to) of `values` each: loss[r] += weight / 2 * mean of
   * (student - teacher)^2, and dStudent = gradient of (sum of losses) / batch. */
  hintLoss(
    student: number,
    teacher: number,
    loss: number,
    dStudent: number,
    values: number,
    weight: number,
    batch: number,
    from: number,
    to: number,
  ): void;
  /** Zagoruyko and Komodakis 2017, equation 2, as a mean of squares. For rows [from, to): loss[r] += weight / 2 * mean
   * of (map(student) - map(teacher))^2, and dStudent as above. A map is the sum of squares over the channels at each
   * position, divided by its norm over the positions; zeros stay zeros. */
  attentionLoss(
    student: number,
    teacher: number,
    loss: number,
    dStudent: number,
    positions: number,
    studentChannels: number,
    teacherChannels: number,
    weight: number,
    batch: number,
    from: number,
    to: number,
  ): void;
  /** As `distillLoss` with yes or no of each output: for rows [from, to) loss[r] is the mean over the outputs of
   * alpha * CE(target, sigmoid(z)) + (1 - alpha) * T^2 * KL, of the two Bernoulli distributions at T. teacher 0: CE
   * alone. */
  binaryLoss(
    z: number,
    targets: number,
    teacher: number,
    loss: number,
    dz: number,
    outputs: number,
    alpha: number,
    temperature: number,
    batch: number,
    from: number,
    to: number,
  ): void;
  /** y = 1 / (1 + e^-x), elements [from, to). */
  sigmoidForward(x: number, y: number, from: number, to: number): void;
  /** For rows [from, to): loss[r] is the mean over the outputs of alpha * error(z - target) + (1 - alpha) * error(z -
   * teacher), and dz the gradient of (sum of losses) / batch. delta 0: squares; else Huber's (1964). teacher 0: the
   * target alone. */
  regressionLoss(
    z: number,
    targets: number,
    teacher: number,
    loss: number,
    dz: number,
    outputs: number,
    alpha: number,
    delta: number,
    batch: number,
    from: number,
    to: number,
  ): void;
  /** Softmax of rows [from, to). */
  softmaxForward(x: number, y: number, classes: number, from: number, to: number): void;

  /** Kingma and Ba 2015, algorithm 1; `correction1` = 1 - beta1^t, `correction2` = 1 - beta2^t. Elements [from, to). */
  adamStep(
    parameter: number,
    gradient: number,
    m: number,
    v: number,
    learningRate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    correction1: number,
    correction2: number,
    from: number,
    to: number,
  ): void;
  /** v = momentum * v + g + weightDecay * p; p -= lr * (nesterov ? g + weightDecay * p + momentum * v : v).
   * Elements [from, to). */
  sgdStep(
    parameter: number,
    gradient: number,
    velocity: number,
    learningRate: number,
    momentum: number,
    weightDecay: number,
    nesterov: number,
    from: number,
    to: number,
  ): void;
}
