// gateway: recebe os pedidos da página e pergunta a quem sabe.

import './telemetry';
import { callJson } from './call';
import { faults } from './faults';
import type { Station } from './orbit';
import type { Place } from './places';
import { createService, listen } from './service';

const GEOLOCATOR_URL = process.env.GEOLOCATOR_URL || 'http://127.0.0.1:5002';
const ISS_DISTANCE_URL = process.env.ISS_DISTANCE_URL || 'http://127.0.0.1:5003';

/** Um ponto a cada tantos minutos, quando o caminho se pergunta ponto por ponto. */
const STEP_MINUTES = 8;
const HALF_ORBIT_MINUTES = 46;

type Track = [longitude: number, latitude: number][];

async function get<Body>(base: string, path: string, query: Record<string, string> = {}): Promise<Body> {
  const url = new URL(path, base);
  url.search = String(new URLSearchParams(query));
  return (await callJson<Body>(url)).body;
}

/** O caminho inteiro num pedido só; com o defeito de propósito, um pedido por ponto. */
async function findTrack(): Promise<Track> {
  if (!faults.hasFault('n_plus_one')) return get<Track>(ISS_DISTANCE_URL, '/track');
  const track: Track = [];
  for (let minute = -HALF_ORBIT_MINUTES; minute <= HALF_ORBIT_MINUTES; minute += STEP_MINUTES) {
    const at = String(Date.now() + minute * 60_000);
    const { longitude, latitude } = await get<Station>(ISS_DISTANCE_URL, '/station', { at });
    track.push([longitude, latitude]);
  }
  return track;
}

const app = createService();

app.get('/station', async (_request, response) => {
  const station = await get<Station>(ISS_DISTANCE_URL, '/station');
  response.json({ station, track: await findTrack() });
});

app.get('/iss', async (request, response) => {
  const name = String(request.query.place ?? '').trim();
  if (name === '') {
    response.status(400).json({ error: 'place_required', message: 'Diga o lugar: /iss?place=Darmstadt' });
    return;
  }
  const place = await get<Place>(GEOLOCATOR_URL, `/places/${encodeURIComponent(name)}`);
  const { latitude, longitude } = place;
  const found = await get<{ station: Station; distanceKm: number }>(ISS_DISTANCE_URL, '/distance', {
    latitude: String(latitude),
    longitude: String(longitude),
  });
  response.json({ ...found, place });
});

listen(app, { port: 5001 });
