// signal/src/circular_buffer.cc of tflite-micro as a queue of samples.

export interface Queue {
  write(values: ArrayLike<number>): void;
  readonly length: number;
  peek(count: number, into: Int16Array): void;
  discard(count: number): void;
  clear(): void;
}

export function queue(): Queue {
  let values: number[] = [];
  return {
    write(more) {
      for (let i = 0; i < more.length; i++) values.push(more[i]);
    },
    get length() {
      return values.length;
    },
    peek(count, into) {
      for (let i = 0; i < count; i++) into[i] = values[i];
    },
    discard(count) {
      values = values.slice(count);
    },
    clear() {
      values = [];
    },
  };
}
