/**
 * O que os painéis e os alertas têm de responder depois das visitas de `feed-iss.ts` e das perguntas de `feed-llm.ts`. O que não depende de quanto tempo passou:
 * frações, percentis (que os baldes determinam), contagens de séries. Dos outros, que respondam.
 */
import { ALTITUDE_KM, DISTANCES_KM, NOT_FOUND, SERVICES, VISITS, WITHOUT_API } from './feed-iss.ts';
import { ANSWERS, LLM_SERVICE, MODELS } from './feed-llm.ts';

/** O percentil que os baldes de fábrica permitem ver: interpola-se dentro do balde em que ele caiu. */
const FRONTEND_P95_MS = 10 + 0.95 * (50 - 10);
const GEOLOCATOR_P95_MS = 800 + 0.95 * (1000 - 800);
const services = Object.values(SERVICES);
const ALL_ERRORS = services.reduce((sum, { errors }) => sum + errors, 0) / (VISITS * services.length);
const AVERAGE_KM = DISTANCES_KM.reduce((sum, km) => sum + km, 0) / VISITS;

const models = Object.values(MODELS);
const LLM_CALLS = models.reduce((sum, { calls }) => sum + calls, 0);
const LLM_ANSWERS = Object.values(ANSWERS).reduce((sum, { count }) => sum + count, 0);
const LLM_USD = models.reduce((sum, { calls, errors, usd }) => sum + (calls - errors) * usd, 0);
const FAILED_ANSWERS = ANSWERS.failed.count / LLM_ANSWERS;
/** As sem resposta são as mais demoradas, e as únicas no balde de 3 a 5 s. */
const ANSWER_P95_S = 3 + ((0.95 * LLM_ANSWERS - (LLM_ANSWERS - ANSWERS.failed.count)) / ANSWERS.failed.count) * (5 - 3);
const SLOW_ERRORS = MODELS['lab-slow'].errors / MODELS['lab-slow'].calls;
const LAB_1_P95_S = 0.16 + 0.95 * (0.32 - 0.16);
const SLOW_P95_S = 2.56 + 0.95 * (5.12 - 2.56);
const FIRST_CHUNK_P95_S = 0.1 + 0.95 * (0.2 - 0.1);

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
  'llm.json: Respostas que não vieram (A)': { '': FAILED_ANSWERS },
  'llm.json: Espera, p95 (A)': { '': ANSWER_P95_S },
  'llm.json: Chamadas por resposta (A)': { '': LLM_CALLS / LLM_ANSWERS },
  'llm.json: Custo por resposta (A)': { '': LLM_USD / LLM_ANSWERS },
  'llm.json: Espera pela resposta (A)': { '': ANSWER_P95_S },
  'llm.json: Chamadas com erro, por modelo (A)': { 'lab-slow': SLOW_ERRORS },
  'llm.json: Duração das chamadas, p95 por modelo (A)': { 'lab-1': LAB_1_P95_S, 'lab-slow': SLOW_P95_S },
  'llm.json: Até o primeiro pedaço, p95 por modelo (A)': { 'lab-1': FIRST_CHUNK_P95_S },
  'llm.json: Custo por resposta e por minuto (A)': { '': LLM_USD / LLM_ANSWERS },
};

/** Que serviços, ou que modelos, cada alerta acusa. A `station-api`, que falha mais que todos, não é nossa: nenhum. */
export const FIRING: Readonly<Record<string, readonly string[]>> = {
  'service-errors': ['frontend'],
  'service-latency': ['geolocator-service'],
  'service-silent': [],
  'llm-errors': ['lab-slow'],
  'llm-wait': [LLM_SERVICE],
  'llm-tokens': ['lab-slow'],
  'llm-cost': ['lab-slow'],
};
