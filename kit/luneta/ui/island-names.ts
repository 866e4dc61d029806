/** Os scripts das páginas: um por arquivo de `islands/`. */
export const ISLAND_NAMES = ['search', 'trace', 'metrics', 'logs', 'dependencies', 'doctor', 'labs', 'class'] as const;

export type IslandName = (typeof ISLAND_NAMES)[number];
