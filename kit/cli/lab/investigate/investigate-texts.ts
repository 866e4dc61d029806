/** O que o `lab investigar` diz. */
import { alignedRows } from '../../../help-rows.ts';
import { count, formatCount, formatDuration, formatPercent } from '../../../format.ts';
import type { Alert } from '../../../incident/alert.ts';
import type { EvidenceRefusal } from '../../../incident/evidence.ts';
import { FAULT_KINDS } from '../../../incident/incident.ts';
import type { Answers, Vocabulary } from './read-answers.ts';

const COMMAND = 'npm run lab investigar';
const time = new Intl.DateTimeFormat('pt-BR', { hour: '2-digit', minute: '2-digit' });

/** "14:03", no fuso desta máquina: o mesmo da tela. */
export function clock(ms: number): string {
  return time.format(ms);
}

const NAMES: Readonly<Record<keyof Answers, string>> = {
  service: 'serviço',
  kind: 'tipo',
  time: 'desde',
  count: 'quantas',
  traceId: 'prova',
};

export const investigateTexts = {
  /** O que digitar. */
  typed: (seed: number, ...words: readonly string[]) => [COMMAND, seed, ...words].join(' '),

  title: (seed: number) => `Incidente ${seed}`,
  drawn: (seed: number) => `Sorteei a semente ${seed}: com ela, o incidente se repete.`,
  alert: (alert: Alert): string => {
    switch (alert.type) {
      case 'errors':
        return `Alerta: "${alert.operation}" falhava em ${formatPercent(alert.before)} dos pedidos, e agora falha em ${formatPercent(alert.now)}.`;
      case 'latency':
        return `Alerta: o p95 de "${alert.operation}" era de ${formatDuration(alert.before)}, e agora é de ${formatDuration(alert.now)}.`;
      case 'traces':
        return `Alerta: com os mesmos pedidos, os traces por minuto eram ${formatCount(Math.round(alert.before))}, e agora são ${formatCount(Math.round(alert.now))}.`;
    }
  },
  window: (services: number, fromMs: number, toMs: number, environment: string) =>
    `O que se tem: ${count(services, 'serviço', 'serviços')}, das ${clock(fromMs)} às ${clock(toMs)}, no ambiente ${environment}.`,
  sent: (traces: number) => `Mandei ${count(traces, 'trace', 'traces')}.`,
  alreadyThere: 'Os traces dele já estavam no backend: não mandei de novo.',
  search: 'buscar',
  questions: [
    'Em que serviço está o problema, e de que tipo ele é?',
    ...alignedRows(FAULT_KINDS.map(({ word, title }) => [word, title])),
    'Desde que minuto? E que trace prova? (o endereço, ou o id)',
  ],
  toAnswer: 'Responda o que já souber, em qualquer ordem:',
  placeholders: ['SERVIÇO', 'TIPO', 'HH:MM', 'TRACE'],

  score: (right: number, all: number) => `${right} de ${all}`,
  given: (name: keyof Answers, given: string) => `${NAMES[name]}: ${given}`,
  notGiven: (name: keyof Answers) => `${NAMES[name]}: ainda sem resposta`,
  wrongService:
    'A mudança não está nele. Compare um trace do começo com um do fim: de quem são o tempo próprio, o erro, ou as chamadas a mais?',
  wrongTime: (given: string, isEarly: boolean) =>
    isEarly
      ? `Às ${given} ainda estava tudo como antes: procure mais tarde.`
      : `Há traces com o problema antes das ${given}: ache o primeiro.`,
  wrongKind: (wouldShow: string) => `Se fosse, ${wouldShow}`,
  refused: {
    not_found: 'Não há, no backend, um trace com esse id. Copie o endereço da página do trace.',
    other_incident: 'Esse trace não é deste incidente: confira o deployment.environment.name dos spans dele.',
    before: 'Esse trace é deste incidente, mas de antes do problema: tudo nele está como devia.',
    healthy: 'Esse trace é de depois do começo, mas não passa pelo problema: nele está tudo como antes.',
  } satisfies Record<EvidenceRefusal, string>,
  solved: (told: string, sinceMs: number) => `${told} Foi às ${clock(sinceMs)}.`,
  again: 'Volte aos traces, e responda de novo:',
  another: 'Outro incidente, outra semente:',
  anotherCommand: COMMAND,

  notAnswer: (
    word: string,
    services: readonly string[],
    kinds: readonly string[],
    { timeExample, countExample }: Pick<Vocabulary, 'timeExample' | 'countExample'>,
  ) =>
    `Não entendi "${word}". Uma resposta é um serviço deste sistema (${services.join(', ')}), um tipo (${kinds.join(', ')}), ` +
    `uma hora, como ${timeExample}, ${countExample === undefined ? '' : `um número, como ${countExample}, `}ou o endereço de um trace.`,
  twice: (first: string, second: string) => `"${first}" e "${second}" respondem à mesma pergunta: escreva uma só.`,
  noLuneta: (seed: number) =>
    `Os traces de um incidente ficam na Luneta, e não achei nenhuma aberta. Abra uma noutro terminal (npm run luneta, ou npm run lab) e rode de novo: ${COMMAND} ${seed}. Se ela está noutra porta, diga qual: --backend=http://localhost:36686`,
  notPublished: (seed: number, url: string) =>
    `Não há, em ${url}, traces do incidente ${seed}. Para mandá-los, rode sem as respostas: ${COMMAND} ${seed}`,
  unreadable: (url: string, reason: string) =>
    `Não consegui ler os traces de ${url}: ${reason}. Confira se ele ainda está no ar.`,
};
