/** O que pode quebrar neste sistema quando se investiga um incidente nele: `npm run lab investigar 03`. */
import type { LiveIncidents } from '../../kit/course/live-incidents.ts';
import type { StepRequest } from '../../kit/course/manifest.ts';

/** O modelo: é de outros, e não manda telemetria. O que se sabe dele é o que se vê em cada chamada. */
const MODEL = 'model';
const CALL = 'call_llm_api';
const MODERATION = 'moderation';

const visits: readonly StepRequest[] = [
  'O que é um span?',
  'Para que serve um SLO?',
  'Quanto custa um token?',
  'O que o Collector faz com o que recebe?',
  'Que métrica devo olhar primeiro?',
  'O que se escreve num log?',
].map((question) => ({ path: '/api/ask', json: { question, model: 'lab-1' } }));

export const llmIncidents: LiveIncidents = {
  entry: 'frontend',
  services: {
    slow: [MODEL, MODERATION],
    failing: [MODEL, MODERATION],
    // Quem visita não manda contexto: no frontend não há o que perder.
    dropped_header: ['backend', MODERATION],
    off_schema: [MODEL],
  },
  outside: { [MODEL]: CALL },
  // Sempre o modelo da aula: é nele que o defeito está, e de um provedor cada visita se pagaria.
  env: { OPENAI_BASE_URL: '', LLM_MODEL: '', LLM_TIMEOUT_MS: '' },
  warmUp: [{ path: '/' }, ...visits],
  visits,
  count: {
    question: 'Depois do defeito, quantas chamadas ao modelo faz cada pergunta, em média?',
    unit: 'Chamadas ao modelo por pergunta',
    span: CALL,
    per: { service: 'backend', name: 'POST /ask' },
  },
  cost: 'llm.cost',
};
