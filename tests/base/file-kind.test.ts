import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../src/base/file-kind.ts';
import { readNpy } from '../../src/data/readers/npy.ts';
import { readNpz } from '../../src/data/readers/npz.ts';
import { readModel } from '../../src/tflite/read.ts';

const text = (value: string) => new TextEncoder().encode(value);
const digits = join(import.meta.dirname, '../../fixtures/digits');
// As `git lfs pointer` writes one (git-lfs, docs/spec.md).
const POINTER = text(`version https://git-lfs.github.com/spec/v1\noid sha256:${'0f'.repeat(32)}\nsize 47616\n`);

describe('a file is told by how it starts', () => {
  test.each([
    ['a Git LFS pointer', POINTER, /^a Git LFS pointer, not the file; write `lfs: true` under `with:` of actions\/ch/],
    ['a model', readFileSync(join(digits, 'teacher.tflite')), /^a TensorFlow Lite model$/],
    ['an archive of NumPy', readFileSync(join(digits, 'data/train.npz')), /^a \.npz file of NumPy$/],
    ['Keras 3', zipSync({ 'metadata.json': text('{}'), 'config.json': text('{}') }), /^a \.keras file/],
    ['another archive', zipSync({ 'a.txt': text('a') }), /^a zip archive/],
    ['gzip', gzipSync(text('a')), /^gzipped/],
    ['HDF5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10), /^an HDF5 file, as Keras writes \.h5/],
    ['PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), /^a PNG picture$/],
    // ir_version 8, producer_name "pytorch", as torch.onnx.export starts a file.
    ['ONNX', Uint8Array.of(0x08, 0x08, 0x12, 0x07, ...text('pytorch')), /^an ONNX model/],
    ['a page', text('\n<!DOCTYPE html>\n<html>'), /^an HTML page/],
    ['xxd -i', text('unsigned char model_tflite[] = {\n  0x1c,'), /^C source/],
    ['a C++ file', text('// A model.\n#include "model.h"\nalignas(8) const unsigned char g[] = {'), /^C source/],
    ['nothing', new Uint8Array(0), /^empty$/],
  ])('%s', (_, bytes, kind) => expect(kindOf(bytes)).toMatch(kind));

  test.each([
    ['numbers', text('1,2,3\n4,5,6\n')],
    ['zeros', new Uint8Array(1000)],
    ['an IDX file', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7)],
  ])('%s are no other kind', (_, bytes) => expect(kindOf(bytes)).toBeUndefined());
});

describe('whoever expects another file says what it is', () => {
  test.each([
    ['.tflite', readModel(POINTER), 'not a TensorFlow Lite model: it is a Git LFS pointer'],
    ['.npy', readNpy(POINTER), 'not a .npy file: it is a Git LFS pointer'],
    ['.npz', readNpz(POINTER, ['x']), 'not a .npz file: it is a Git LFS pointer'],
    ['.tflite of Keras', readModel(Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10)), 'it is an HDF5 file'],
    ['.npy of an archive', readNpy(readFileSync(join(digits, 'data/train.npz'))), 'it is a .npz file of NumPy'],
  ])('%s', (_, outcome, message) => expect(outcome.ok ? '' : outcome.problems[0].message).toContain(message));
});
