/** Um frontend de mentira: a página de verdade, e uma API que responde o que o teste mandar. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildPage } from '../app/page-bundle.ts';

const RECIFE = { name: 'Recife', country: 'BR', latitude: -8.05, longitude: -34.9 };

/** Como ele responde a cada lugar que não é Recife. */
const BROKEN: Record<string, number> = { Xangrilá: 404, Fora: 502, Lento: 504 };

/** O que o teste muda, e o que vê. */
interface Scene {
  /** O `/config.json` da página. */
  config: Record<string, string>;
  /** Onde a estação está, a cada pergunta: longitude e latitude, em graus; a última posição se repete. */
  positions: [longitude: number, latitude: number][];
  /** Os pedidos que chegaram. */
  requests: IncomingMessage[];
  /** Enquanto existir, a busca espera por ela. */
  held?: Promise<void>;
}

export interface FakeFrontend {
  /** Com barra no fim. */
  url: string;
  scene: Scene;
  /** Dos pedidos, os que procuram um lugar. */
  searches(): IncomingMessage[];
  /** Outra cena, a de sempre. */
  reset(): void;
  close(): void;
}

export async function startFakeFrontend(): Promise<FakeFrontend> {
  const server = createServer((request, response) => void answer(frontend.scene, request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const frontend: FakeFrontend = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    scene: usualScene(),
    searches: () => frontend.scene.requests.filter(({ url }) => url!.startsWith('/api/iss')),
    reset: () => void (frontend.scene = usualScene()),
    close: () => void server.close(),
  };
  return frontend;
}

function usualScene(): Scene {
  return { config: {}, positions: [[66, 50]], requests: [] };
}

async function answer(scene: Scene, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { config, positions, requests } = scene;
  const { pathname, searchParams } = new URL(request.url!, 'http://frontend');
  const json = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  requests.push(request);
  if (pathname === '/config.json') return json(200, config);
  const [longitude, latitude] =
    positions.length > 1 && pathname === '/api/station' ? positions.shift()! : positions[0]!;
  const station = {
    latitude,
    longitude,
    altitudeKm: 419.3,
    velocityKmS: 7.66,
    at: new Date().toISOString(),
    source: 'tle',
  };
  const track = Array.from({ length: 47 }, (_, index) => [longitude + (index - 23) * 4, latitude]);
  if (pathname === '/api/station') return json(200, { station, track });
  if (pathname === '/api/iss') {
    await scene.held;
    const status = BROKEN[searchParams.get('place')!];
    return status
      ? json(status, { error: 'x', traceId: 'abc123' })
      : json(200, { station, place: RECIFE, distanceKm: 5421.3 });
  }
  const { files } = await buildPage();
  const file = files.get(pathname.slice(1) || 'index.html');
  if (!file) return json(404, {});
  const connect = `connect-src 'self' ${config.otlpUrl ?? ''}`;
  response.writeHead(200, { 'content-type': file.type, 'content-security-policy': `default-src 'self'; ${connect}` });
  response.end(file.body);
}
