// Checks that the bundle brings compiled, by the digest of what they are made of: none among the sources, where
// scripts/compiled-checks.mjs takes the place of this file.
type Validate = ((value: unknown) => boolean) & { errors?: unknown };

export const COMPILED: ReadonlyMap<string, () => Validate> = new Map();
