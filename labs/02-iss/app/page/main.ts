// A página: a estação ao vivo no mapa e no painel, e a busca de quem olha.

import { byId, setText } from '@lab-otel/comum/page/dom.ts';
import type { LonLat, StationNow } from './api.ts';
import { loadConfig } from './config.ts';
import { stationFailure } from './failures.ts';
import { formatKm, formatPosition, formatSpeed, formatTime } from './format.ts';
import { type Light, lightAt } from './geometry.ts';
import { Glide, watchStation } from './live.ts';
import { WorldMap } from './map.ts';
import { startSearch } from './search.ts';
import { startTelemetry } from './telemetry.ts';
import { countryAt } from './world.ts';

const LIGHT_NAMES: Record<Light, string> = { day: 'Dia', twilight: 'Crepúsculo', night: 'Noite' };
const SOURCES = {
  api: { short: 'Ao vivo', long: 'dita por uma API de outros' },
  tle: { short: 'Simulada', long: 'calculada de uma órbita antiga: plausível, mas não a de hoje' },
};

const map = new WorldMap(byId<SVGSVGElement>('map'));
const page = document.documentElement;
let altitudeKm = 0;
const glide = new Glide((position) => map.show({ station: { position, altitudeKm } }));

function arrived({ station, track }: StationNow): void {
  const position: LonLat = [station.longitude, station.latitude];
  const at = Date.now();
  const light = lightAt(position, at);
  const over = countryAt(position);
  const source = SOURCES[station.source] ?? SOURCES.tle;
  altitudeKm = station.altitudeKm;
  glide.to(position);
  map.show({ track, at });

  setText(byId('position'), formatPosition(position));
  setText(byId('over'), over ?? 'O mar');
  setText(byId('altitude'), formatKm(station.altitudeKm));
  setText(byId('velocity'), formatSpeed(station.velocityKmS));
  setText(byId('light'), LIGHT_NAMES[light]);
  setText(byId('updated'), `Posição das ${formatTime(station.at)}, ${source.long}.`);
  setText(
    byId('map-text'),
    `A estação está em ${formatPosition(position)}, sobre ${over ?? 'o mar'}, onde é ${LIGHT_NAMES[light].toLowerCase()}.`,
  );
  setLive('live', source.short);
}

function setLive(state: 'live' | 'lost', text: string): void {
  page.dataset.state = state;
  setText(byId('live'), text);
}

async function start(): Promise<void> {
  map.show({ at: Date.now() });
  const config = await loadConfig();
  // Antes do primeiro pedido: a instrumentação só vê o que vem depois dela.
  if (config.otlpUrl) startTelemetry(config.otlpUrl);
  startSearch(config, ({ place }) => {
    map.show({ place: { position: [place.longitude, place.latitude], name: place.name } });
  });
  watchStation({ arrived, failed: (error) => setLive('lost', `Sem notícias da estação. ${stationFailure(error)}`) });
}

void start();
