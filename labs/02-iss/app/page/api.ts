// O que a página pede ao frontend, e as formas em que a resposta pode dar errado.

/** Longitude e latitude, em graus, na ordem do GeoJSON. */
export type LonLat = [longitude: number, latitude: number];

export interface Station {
  latitude: number;
  longitude: number;
  altitudeKm: number;
  velocityKmS: number;
  /** O instante da posição, em ISO 8601. */
  at: string;
  /** Calculada da órbita, ou dita por outra API. */
  source: 'tle' | 'api';
}

export interface Place {
  name: string;
  country: string;
  latitude: number;
  longitude: number;
}

export interface StationNow {
  station: Station;
  /** Por onde ela passou e vai passar, do mais antigo ao mais novo. */
  track: LonLat[];
}

export interface Sighting {
  station: Station;
  place: Place;
  distanceKm: number;
}

/** Não veio a resposta que se queria. */
export class ApiError extends Error {
  /** O status HTTP, ou 0 se nenhuma resposta chegou inteira. */
  readonly status: number;
  /** O trace do pedido, se quem respondeu o disse. */
  readonly traceId: string | undefined;

  constructor(status: number, traceId?: string) {
    super(status === 0 ? 'nenhuma resposta' : `resposta ${status}`);
    this.status = status;
    this.traceId = traceId;
  }
}

type Call = (path: string) => Promise<Response>;

/** @throws ApiError */
export function fetchStation(call: Call): Promise<StationNow> {
  return getJson(call, '/api/station');
}

/**
 * @param email Vazio, não vai na pergunta.
 * @throws ApiError 404 se ninguém conhece o lugar.
 */
export function searchPlace(call: Call, place: string, email: string): Promise<Sighting> {
  const query = new URLSearchParams({ place });
  if (email) query.set('email', email);
  return getJson(call, `/api/iss?${query}`);
}

async function getJson<T>(call: Call, path: string): Promise<T> {
  // Sem rede, estourado o prazo ou cortada no meio, dá no mesmo para quem olha: não houve resposta.
  const response = await call(path).catch(() => undefined);
  if (!response) throw new ApiError(0);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(response.status, traceIdIn(body));
  if (typeof body !== 'object' || body === null || !('station' in body)) throw new ApiError(0);
  return body as T;
}

function traceIdIn(body: unknown): string | undefined {
  const { traceId } = (body ?? {}) as { traceId?: unknown };
  return typeof traceId === 'string' ? traceId : undefined;
}
