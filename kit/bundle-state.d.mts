export type BundleState = 'fresh' | 'stale' | 'absent';
export function bundleState(): BundleState;
