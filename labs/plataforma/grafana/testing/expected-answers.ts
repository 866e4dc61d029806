/**
 * O que os painéis e os alertas têm de responder depois das visitas de `feed-iss.ts`. O que não depende de quanto tempo passou:
 * frações, percentis (que os baldes determinam), contagens de séries. Dos outros, que respondam.
 */
import { ALTITUDE_KM, DISTANCES_KM, NOT_FOUND, SERVICES, VISITS, WITHOUT_API } from './feed-iss.ts';

/** O percentil que os baldes de fábrica permitem ver: interpola-se dentro do balde em que ele caiu. */
const FRONTEND_P95_MS = 10 + 0.95 * (50 - 10);
const GEOLOCATOR_P95_MS = 800 + 0.95 * (1000 - 800);
const services = Object.values(SERVICES);
const ALL_ERRORS = services.reduce((sum, { errors }) => sum + errors, 0) / (VISITS * services.length);
const AVERAGE_KM = DISTANCES_KM.reduce((sum, km) => sum + km, 0) / VISITS;

/** Por dashboard e painel (e letra da consulta): um rótulo, ou `''` se a resposta é uma só, e o valor. */
export const EXPECTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'services.json: Fração com erro (A)': { '': ALL_ERRORS },
  'services.json: Serviços com tráfego (A)': { '': services.length },
  'services.json: Erros, por serviço (A)': {
    frontend: SERVICES.frontend.errors / VISITS,
    'station-api': SERVICES['station-api'].errors / VISITS,
  },
  'services.json: p95, por serviço (A)': { frontend: FRONTEND_P95_MS, 'geolocator-service': GEOLOCATOR_P95_MS },
  'services.json: Operações (B)': { frontend: SERVICES.frontend.errors / VISITS },
  'services.json: Operações (D)': { 'geolocator-service': GEOLOCATOR_P95_MS },
  'iss.json: Altitude da estação (A)': { '': ALTITUDE_KM },
  'iss.json: Sem a API (A)': { '': WITHOUT_API / VISITS },
  'iss.json: Lugares não achados (A)': { '': NOT_FOUND / VISITS },
  'iss.json: Séries de geolocator_lookups_total (A)': { '': 2 },
  'iss.json: Distâncias (C)': { '': AVERAGE_KM },
  'iss.json: Quem está mandando (A)': { 'geolocator-service': 1, 'iss-distance-service': 1 },
};

/** Que serviços cada alerta acusa. A `station-api`, que falha mais que todos, não é nossa: nenhum. */
export const FIRING: Readonly<Record<string, readonly string[]>> = {
  'service-errors': ['frontend'],
  'service-latency': ['geolocator-service'],
  'service-silent': [],
};
