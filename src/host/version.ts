// The version of package.json, which the bundler writes in; sources that run unbundled say `development`.
declare const KD_GATE_VERSION: string | undefined;

export const VERSION: string = typeof KD_GATE_VERSION === 'string' ? KD_GATE_VERSION : 'development';
