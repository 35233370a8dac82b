// The toolchains that files for firmware are laid out for.

/** `files`: headers and the array side by side, for any build. */
export const FIRMWARE_KINDS = ['files', 'arduino', 'esp-idf', 'zephyr'] as const;

export type FirmwareKind = (typeof FIRMWARE_KINDS)[number];
