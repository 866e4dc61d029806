/** Os scripts das páginas: um por arquivo de `islands/`. */
export const ISLAND_NAMES = ['search', 'trace', 'dependencies', 'doctor', 'labs'] as const;

export type IslandName = (typeof ISLAND_NAMES)[number];
