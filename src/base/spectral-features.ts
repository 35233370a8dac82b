// What features of a signal's spectra are made of, as numbers: the data compute them so, and so does firmware.

export interface MelFilters {
  /** Of each band, the first bin that has a weight. */
  readonly first: Int32Array;
  /** Of each band, how many have. */
  readonly counts: Int32Array;
  /** Of all bands, one after the other. */
  readonly weights: Float64Array;
}

/** Frames windowed, transformed, taken as magnitudes; then, where they are there, bands, logarithm and cosines. */
export interface SpectralFeatures {
  /** Values of a frame, and from the start of one to that of the next. */
  readonly frame: number;
  readonly step: number;
  /** Length of the transform, a power of two. */
  readonly fft: number;
  /** [frame] */
  readonly window: Float64Array;
  /** The square of magnitudes instead. */
  readonly isPower: boolean;
  /** log(band + offset) of the spectrum. */
  readonly mel?: MelFilters & { readonly offset: number };
  /** [features, bands], of the logarithms. */
  readonly dct?: Float64Array;
}
