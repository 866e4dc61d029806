/** Os pedidos que cada passo faz: os mesmos lugares, ao serviço que sabe ou, de fora, à página. */
import type { StepRequest } from '../../kit/course/manifest.ts';

/** De um visitante que não existe. */
export const EMAIL = 'ana@exemplo.com.br';

/** Ao geolocator-service. */
export const LOOKUPS: readonly StepRequest[] = [
  { path: '/places/Darmstadt', body: '"DE"' },
  { path: `/places/${encodeURIComponent('São Paulo')}`, body: '"BR"' },
  { path: '/places/Macondo', status: 404 },
];

/** Ao geolocator-service, de muita gente. */
export const MANY_LOOKUPS: readonly StepRequest[] = [
  ...LOOKUPS,
  ...['Recife', 'Manaus', 'Lisboa', 'Natal', 'Quito'].map((name) => ({ path: `/places/${name}` })),
];

/** Ao iss-distance-service: Darmstadt, São Paulo e Recife. A API de fora falha da segunda vez em diante. */
export const DISTANCES: readonly StepRequest[] = [
  { path: '/distance?latitude=49.87&longitude=8.65', body: 'distanceKm' },
  { path: '/distance?latitude=-23.55&longitude=-46.64', body: 'distanceKm' },
  { path: '/distance?latitude=-8.05&longitude=-34.88', body: 'distanceKm' },
];

/** Ao frontend, que passa por todos. */
export const VISITS: readonly StepRequest[] = [
  { path: '/api/station', body: 'track' },
  { path: '/api/iss?place=Darmstadt&channel=aula', body: 'distanceKm' },
  { path: `/api/iss?place=${encodeURIComponent('São Paulo')}&channel=aula`, body: 'distanceKm' },
  { path: '/api/iss?place=Macondo&channel=aula', status: 404 },
];

/** Os mesmos, e um de quem deixou o e-mail. */
export const VISITS_WITH_EMAIL: readonly StepRequest[] = [
  ...VISITS,
  { path: `/api/iss?place=Recife&channel=aula&email=${encodeURIComponent(EMAIL)}`, body: 'distanceKm' },
];
