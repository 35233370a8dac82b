// The compilers of this machine, and generated files in a folder that they read.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { identifierOf } from '../../../src/compress/firmware/c-text.ts';
import type { FirmwareKind } from '../../../src/compress/firmware/kinds.ts';
import { type FirmwareInput, firmwareFiles } from '../../../src/compress/firmware.ts';

export interface Toolchain {
  readonly name: string;
  readonly c: string;
  readonly cpp: string;
  readonly flags: readonly string[];
  /** Whether what it makes runs here. */
  readonly runs: boolean;
  readonly isHere: boolean;
}

const isHere = (program: string) => spawnSync(program, ['--version']).status === 0;
const toolchain = (name: string, c: string, cpp: string, flags: readonly string[], runs: boolean): Toolchain => ({
  ...{ name, c, cpp, flags, runs },
  isHere: isHere(c) && isHere(cpp),
});

// Cortex-M4F, as of the boards that kd-gate knows.
const CORTEX = ['-mcpu=cortex-m4', '-mthumb', '-mfloat-abi=hard', '-mfpu=fpv4-sp-d16'];

export const TOOLCHAINS: readonly Toolchain[] = [
  toolchain('gcc', 'gcc', 'g++', [], true),
  toolchain('clang', 'clang', 'clang++', [], true),
  toolchain('arm-none-eabi-gcc', 'arm-none-eabi-gcc', 'arm-none-eabi-g++', CORTEX, false),
];

export const STRICT = ['-Wall', '-Wextra', '-Werror', '-pedantic'];
/** Of the fakes for TFLM and Arduino. */
export const here = (...path: string[]) => join(import.meta.dirname, ...path);

/** Compiles; an error is the compiler's own text. */
export function compile(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(program, [...args], { cwd, encoding: 'utf8' });
  expect(`${error ?? ''}${stderr}`, [program, ...args].join(' ')).toBe('');
  expect(status).toBe(0);
}

export function runProgram(program: string, cwd: string) {
  const { status, stdout } = spawnSync(program, [], { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { status, stdout };
}

/** The folder with the files of this model. */
export function writeFirmware(input: FirmwareInput, kinds?: readonly FirmwareKind[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-firmware-'));
  for (const { name, text } of firmwareFiles(input, kinds)) {
    writeInto(join(folder, name.replaceAll('NAME', identifierOf(input.name))), text);
  }
  return folder;
}

export function writeInto(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
