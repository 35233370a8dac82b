// What can go wrong between a client and GitHub: the loopback plays it when a request fits.

export interface Fault {
  /** Of `GET /repos/octo/edge/pulls/7`. */
  readonly on: RegExp;
  readonly times: number;
  /** `before`: nothing is done. `after`: it is done, but no answer, or another one, arrives. */
  readonly when: 'before' | 'after';
  readonly act:
    | { readonly status: number; readonly message: string; readonly headers?: Readonly<Record<string, string>> }
    | { readonly cut: 'at once' | 'in the middle' }
    | { readonly delayMs: number }
    | { readonly run: () => void };
}

export const refuse = (
  on: RegExp,
  status: number,
  message = 'refused',
  headers: Readonly<Record<string, string>> = {},
  times = 1,
): Fault => ({ on, times, when: 'before', act: { status, message, headers } });

export const cut = (
  on: RegExp,
  when: Fault['when'],
  where: 'at once' | 'in the middle' = 'at once',
  times = 1,
): Fault => ({
  on,
  times,
  when,
  act: { cut: where },
});

export const slow = (on: RegExp, delayMs: number, times = 1): Fault => ({
  on,
  times,
  when: 'before',
  act: { delayMs },
});

/** Something else happens on GitHub just before this request is handled, or just after. */
export const meanwhile = (on: RegExp, run: () => void, when: Fault['when'] = 'before'): Fault => ({
  on,
  times: 1,
  when,
  act: { run },
});
