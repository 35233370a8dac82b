// Whether a sample's class is among the k greatest outputs.

/** 1 for each sample whose class is; among equals the first counts as the greater, as for the answer itself. */
export function topHits(values: Float64Array, width: number, labels: ArrayLike<number>, k: number): Uint8Array {
  return Uint8Array.from({ length: labels.length }, (_, n) => {
    const from = n * width;
    const own = values[from + labels[n]];
    let before = 0;
    for (let c = 0; c < width; c++) {
      const other = values[from + c];
      if (other > own || (other === own && c < labels[n])) before++;
    }
    return Number(before < k);
  });
}
