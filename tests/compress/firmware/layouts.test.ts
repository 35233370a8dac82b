// Folders for toolchains: what each one's specification asks of its manifests, and names that lead nowhere else.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { identifierOf } from '../../../src/compress/firmware/c-text.ts';
import { FIRMWARE_KINDS, type FirmwareKind } from '../../../src/compress/firmware/kinds.ts';
import { type FirmwareInput, firmwareFiles } from '../../../src/compress/firmware.ts';
import { pathOfArtifact } from '../../../src/gate/artifacts.ts';
import { ARTIFACT_NAMES } from '../../../src/store/artifact-names.ts';
import type { Model } from '../../../src/tflite/model.ts';

const MODEL: Model = {
  version: 3,
  description: '',
  buffers: [new Uint8Array(0)],
  metadata: [],
  subgraphs: [{ name: '', tensors: [], operators: [], inputs: [], outputs: [] }],
};
const INPUT: FirmwareInput = {
  ...{ name: 'kws-small', bytes: Uint8Array.of(1, 2), model: MODEL, arenaBytes: 4096 },
  ...{ labels: ['no', 'yes'], golden: [{ inputs: Uint8Array.of(1), outputs: Uint8Array.of(2) }] },
};

/** By path, as a person finds them. */
function filesOf(kind: FirmwareKind, change: Partial<FirmwareInput> = {}): Map<string, string> {
  const input = { ...INPUT, ...change };
  return new Map(firmwareFiles(input, [kind]).map(({ name, text }) => [pathOfArtifact(name, input.name), text]));
}
const textOf = (kind: FirmwareKind, path: string, change?: Partial<FirmwareInput>) =>
  filesOf(kind, change).get(path) ?? '';

describe('an Arduino library', () => {
  const properties = new Map(
    textOf('arduino', 'arduino/kws_small_model/library.properties')
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );

  // arduino.github.io/arduino-cli, Library specification, "Library metadata"; arduino-lint's schema for the patterns.
  test('has every field that the specification requires, in the form that it requires', () => {
    for (const field of ['name', 'version', 'author', 'maintainer', 'sentence', 'paragraph', 'category', 'url']) {
      expect(properties.get(field), field).toMatch(/\S/);
    }
    const name = properties.get('name') ?? '';
    expect(name).toMatch(/^[a-zA-Z][a-zA-Z0-9 _.-]*$/);
    expect(name.length).toBeLessThanOrEqual(63);
    expect(name).not.toMatch(/^arduino/i);
    expect(properties.get('version')).toMatch(/^\d+\.\d+\.\d+$/);
    expect(properties.get('url')).toMatch(/^https:\/\//);
    expect([
      ...['Display', 'Communication', 'Signal Input/Output', 'Sensors', 'Device Control', 'Timing', 'Data Storage'],
      ...['Data Processing', 'Other'],
    ]).toContain(properties.get('category'));
    expect(properties.get('architectures')).toBe('*');
  });

  test('has the header that it names, an example in a folder of its own name, and sources that all versions compile', () => {
    const paths = [...filesOf('arduino').keys()].filter((path) => path.startsWith('arduino/kws_small_model/'));
    const inside = paths.map((path) => path.slice('arduino/kws_small_model/'.length));
    expect(inside).toContain(`src/${properties.get('includes')}`);
    expect(inside).toContain('examples/kws_small_model/kws_small_model.ino');
    // arduino-cli's SourceFilesValidExtensions before .cc came: .c, .cpp, .S.
    const sources = inside.filter((path) => path.startsWith('src/') && !path.endsWith('.h'));
    expect(sources).toEqual(['src/model_data.cpp']);
  });

  // Library specification, "keywords.txt": a tab between the word and its kind.
  test('has keywords that the editor reads', () => {
    for (const line of textOf('arduino', 'arduino/kws_small_model/keywords.txt').trimEnd().split('\n')) {
      expect(line).toMatch(/^\w+\t(KEYWORD[123]|LITERAL1|LITERAL2)$/);
    }
  });
});

describe('an ESP-IDF component', () => {
  // docs.espressif.com, idf-component-manager, "idf_component.yml Manifest File".
  test("has a manifest whose dependency is Espressif's TFLM, seen by whoever includes our headers", () => {
    const manifest = parse(textOf('esp-idf', 'esp-idf/kws_small_model/idf_component.yml'));
    expect(Object.keys(manifest).sort()).toEqual(['dependencies', 'description', 'version']);
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.dependencies['espressif/esp-tflite-micro']).toEqual({ version: '>=1.3.1', public: true });
    expect(manifest.dependencies.idf.version).toMatch(/^>=\d/);
  });

  // docs.espressif.com, ESP-IDF, "Build System": SRCS and INCLUDE_DIRS are relative to the component.
  test('registers a source and a folder of headers that are there', () => {
    const files = filesOf('esp-idf');
    const text = files.get('esp-idf/kws_small_model/CMakeLists.txt') ?? '';
    const [, source, include] =
      text.match(/^idf_component_register\(\n {2}SRCS "(.+)"\n {2}INCLUDE_DIRS "(.+)"\n\)/m) ?? [];
    expect(files.has(`esp-idf/kws_small_model/${source}`)).toBe(true);
    expect(files.has(`esp-idf/kws_small_model/${include}/kws_small_model.h`)).toBe(true);
  });

  // esphome, components/micro_wake_word/__init__.py, MANIFEST_SCHEMA_V2: these keys and no others.
  test("has ESPHome's manifest beside the model, with room for ESP-NN's scratch", () => {
    const manifest = JSON.parse(textOf('esp-idf', 'esphome.json'));
    expect(Object.keys(manifest).sort()).toEqual([
      ...['author', 'micro', 'model', 'trained_languages', 'type', 'version', 'wake_word'],
    ]);
    expect([manifest.type, manifest.version, manifest.model]).toEqual(['micro', 2, 'model.tflite']);
    expect(Object.keys(manifest.micro).sort()).toEqual([
      ...['feature_step_size', 'minimum_esphome_version', 'probability_cutoff', 'sliding_window_size'],
      'tensor_arena_size',
    ]);
    expect(manifest.micro.tensor_arena_size).toBe(2 * 4096 + 1024);
    expect(manifest.micro.feature_step_size).toBeLessThanOrEqual(30);
    expect(manifest.micro.minimum_esphome_version).toMatch(/^\d{4}\.\d+\.\d+$/);
  });
});

describe('a Zephyr module', () => {
  const inModule = (path: string) => textOf('zephyr', `zephyr/kws_small_model/${path}`);

  // zephyr, scripts/zephyr_module.py, METADATA_SCHEMA.
  test('has a module.yml of the keys that Zephyr takes, whose paths are there', () => {
    const { name, build, samples } = parse(inModule('zephyr/module.yml'));
    expect(name).toBe('kws_small_model');
    expect(build).toEqual({ cmake: '.', kconfig: 'Kconfig', depends: ['tflite-micro'] });
    expect(samples).toEqual(['samples']);
    for (const path of ['CMakeLists.txt', 'Kconfig', 'samples/golden_test/sample.yaml']) {
      expect(inModule(path), path).not.toBe('');
    }
  });

  // Kconfig language: a symbol has letters, digits and _; indents are tabs (Zephyr's Kconfig style).
  test('is switched on by the symbol that its CMakeLists.txt and its sample ask for', () => {
    expect(inModule('Kconfig')).toMatch(/^config KWS_SMALL_MODEL\n\tbool "/m);
    expect(inModule('Kconfig')).toContain('\n\tdepends on TENSORFLOW_LITE_MICRO\n');
    expect(inModule('CMakeLists.txt')).toContain('\nif(CONFIG_KWS_SMALL_MODEL)\n');
    expect(inModule('CMakeLists.txt')).toContain('zephyr_library_sources(src/model_data.c)');
    expect(inModule('src/model_data.c')).not.toBe('');
    expect(inModule('samples/golden_test/prj.conf')).toContain('\nCONFIG_KWS_SMALL_MODEL=y\n');
  });

  test('has a sample that a test runner reads', () => {
    const { sample, tests } = parse(inModule('samples/golden_test/sample.yaml'));
    expect(sample.name).toBe('kws_small_model golden test');
    expect(Object.keys(tests)).toEqual(['sample.kws_small_model.golden_test']);
  });
});

describe('names of a stranger', () => {
  test.each([
    ['../../x', 'x_model'],
    ['con', 'con_model'],
    ['a b', 'a_b_model'],
    ['1x', 'm_1x_model'],
    ['a-', 'a_model'],
    ['__a__', 'a_model'],
    ['', 'm_model'],
    ['..', 'm_model'],
    ['/etc/passwd', 'etc_passwd_model'],
    ['x"; system("rm")', 'x_system_rm_model'],
    ['日本', 'm_model'],
    ['a\nb', 'a_b_model'],
    ['k'.repeat(64), `${'k'.repeat(57)}_model`],
  ])('the name %j is %s in code and in paths', (name, identifier) => {
    expect(identifierOf(name)).toBe(identifier);
  });

  test('never leave the folder of the model, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
        expect(identifierOf(name)).toMatch(/^[A-Za-z](?:_?[A-Za-z0-9])*_model$/);
        expect(identifierOf(name).length).toBeLessThanOrEqual(63);
        for (const artifact of ARTIFACT_NAMES) {
          const parts = pathOfArtifact(artifact, name).split('/');
          for (const part of parts) expect(part).toMatch(/^[A-Za-z][\w-]*(\.[\w.]+)?$/);
        }
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test('reach no file that is not in the closed list', () => {
    const closed: ReadonlySet<string> = new Set(ARTIFACT_NAMES);
    for (const kind of FIRMWARE_KINDS) {
      for (const { name } of firmwareFiles(INPUT, [kind])) expect(closed.has(name), name).toBe(true);
    }
    expect(closed.size).toBe(ARTIFACT_NAMES.length);
  });
});

test('labels as text are a line each, also where one has a line break', () => {
  const labels = ['a', 'b\nc', 'd\u2028e\r\n', 'ü'];
  expect(textOf('files', 'labels.txt', { labels })).toBe('a\nb c\nd e \nü\n');
  expect(filesOf('files', { labels: [] }).has('labels.txt')).toBe(false);
});

test('a toolchain that is named twice is written once', () => {
  const names = firmwareFiles(INPUT, ['zephyr', 'zephyr', 'files']).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('without a list of toolchains the files are those of before, by name', () => {
  expect(firmwareFiles(INPUT).map(({ name }) => name)).toEqual([
    ...['model_data.h', 'model_data.cc', 'model_settings.h', 'model_resolver.h', 'model_test.h'],
  ]);
});
