// What the routines cost on every profile that has been counted: this folder's tables. Adding a core is adding a file.
/** JSON, which scripts/data.mjs writes in when the program is bundled or tested. */
declare const KD_GATE_CORES: string;

/** One file; a profile's routines may stand in several. */
export interface CostTable {
  /** Those that run the same code. */
  readonly profiles: readonly string[];
  readonly routines: ProfileCosts;
}

export type ProfileCosts = Readonly<Record<string, RoutineCosts>>;

export interface RoutineCosts {
  /** Shapes that the costs were fitted on. */
  readonly shapes: number;
  /** Counted on another core only, and scaled: what share of it may be wrong. */
  readonly offBy?: number;
  readonly costs: Costs;
}

/** For one turn of each loop, in the order of `COLUMNS`; trailing zeros left out. */
export type Costs = Readonly<Record<string, readonly number[]>>;

export const COST_TABLES: readonly CostTable[] = JSON.parse(KD_GATE_CORES);

/** By profile. */
export const COSTS: Readonly<Partial<Record<string, ProfileCosts>>> = Object.fromEntries(
  [...new Set(COST_TABLES.flatMap(({ profiles }) => profiles))].map((profile) => {
    const tables = COST_TABLES.filter(({ profiles }) => profiles.includes(profile));
    return [profile, Object.assign({}, ...tables.map(({ routines }) => routines))];
  }),
);
