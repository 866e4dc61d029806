/** O que `lab investigar 02` diz, além do que todo incidente diz. */
import { formatCount } from '../../../format.ts';
import { alignedRows } from '../../../help-rows.ts';
import { investigateTexts } from '../investigate/investigate-texts.ts';
import type { LiveCount, LiveIncidents } from '../../../course/live-incidents.ts';
import type { CountedCalls } from './live-count.ts';
import type { LiveAlert } from './live-alert.ts';

const COMMAND = 'npm run lab investigar';
const time = new Intl.DateTimeFormat('pt-BR', { timeStyle: 'medium' });
const dollars = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });
const decimal = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 1 });

/** "14:03:20", no fuso desta máquina: o mesmo da tela. */
export function exactClock(ms: number): string {
  return time.format(ms);
}

export const liveTexts = {
  /** O que digitar. */
  typed: (lab: string, ...words: readonly (string | number)[]) => [COMMAND, lab, ...words].join(' '),
  /** O que digitar onde o comando espera respostas. */
  placeholders: ({ count }: Pick<LiveIncidents, 'count'>) => [
    'SERVIÇO',
    'TIPO',
    'HH:MM:SS',
    ...(count ? ['QUANTAS'] : []),
    'TRACE',
  ],
  timeExample: '14:03:20',
  countExample: '1,5',
  mark: (seed: number) => `tráfego do incidente ${seed}`,

  starting: (services: number, seconds: number) =>
    `Pondo no ar os ${services} serviços do lab, que serão visitados por ${formatCount(seconds)} s. Em algum momento, um deles estraga...`,
  up: 'No ar. Se quiser, olhe enquanto acontece:',
  visited: (visits: number, fromMs: number, toMs: number) =>
    `Foram ${formatCount(visits)} visitas, das ${exactClock(fromMs)} às ${exactClock(toMs)}, e os serviços já saíram do ar. A telemetria ficou.`,
  alert: (alert: LiveAlert): string => {
    switch (alert.type) {
      case 'services':
        return `Alerta: os traces de "${alert.operation}" acabam cedo. Passavam por ${decimal.format(alert.before)} serviços, em média, e agora passam por ${decimal.format(alert.now)}. Ninguém reclamou de erro.`;
      case 'cost':
        return `Alerta: com as mesmas visitas, o custo era de ${dollars.format(alert.before)} por minuto, e agora é de ${dollars.format(alert.now)}. Ninguém reclamou de erro.`;
      default:
        return investigateTexts.alert(alert);
    }
  },
  noAlert: 'Nenhum alerta tocou, mas alguém reclamou da página. Comece pelas métricas.',
  links: { page: 'a página', backend: 'a telemetria', metrics: 'métricas (RED)', logs: 'logs', search: 'traces' },
  questions: (kinds: readonly (readonly [word: string, title: string])[], count?: LiveCount) => [
    'Em que serviço está o problema, e de que tipo ele é?',
    ...alignedRows(kinds),
    ...(count ? [count.question] : []),
    'Desde que hora, com os segundos? E que trace prova? (o endereço, ou o id)',
  ],
  answerHere:
    'Esta Luneta é deste comando, e fecha com ele. Responda aqui mesmo, numa linha, e aperte Enter (ou noutro terminal, com o comando acima). Ctrl+C encerra.',

  wrongTime: (given: string, isEarly: boolean) =>
    `${investigateTexts.wrongTime(given, isEarly)} Valem 5 s para cada lado.`,
  otherIncident: 'Esse trace não é deste incidente: confira o lab.incident no recurso dos spans dele.',
  wrongCount: ({ span, per }: LiveCount, isOld: boolean) =>
    (isOld ? 'Assim era antes do problema. ' : '') +
    `Em traces de depois, conte os spans "${span}" de um mesmo "${per.name}": todos, os que falharam também.`,
  counted: ({ unit }: LiveCount, { before, now }: CountedCalls) =>
    `${unit}: antes, ${decimal.format(before)}; depois, ${decimal.format(now)}.`,
  solved: (told: string, since: string, counted = '') => `${told} Foi às ${since}. ${counted}`.trimEnd(),

  notLive: (lab: string, known: readonly string[]) =>
    `O lab ${lab} não tem um sistema em que investigar. Rode: ${known.map((each) => `${COMMAND} ${each}`).join(', ou ')}. ` +
    `Para a semente ${Number(lab)} de um sistema inventado: ${COMMAND} ${Number(lab)}`,
  noLuneta: (rerun: string) =>
    `Não achei nenhuma Luneta aberta, e a que tinha a telemetria deste incidente fechou com ela. Abra uma noutro terminal (npm run luneta) e comece de novo: ${rerun}`,
  notRun: (seed: number, url: string, rerun: string) =>
    `Não há, em ${url}, sinal do incidente ${seed}. Para que ele aconteça, rode sem as respostas: ${rerun}`,
  nothingArrived: (url: string) =>
    `Os serviços foram visitados, mas a telemetria deles não chegou a ${url}. Eles a mandam por OTLP: confira se as portas dele (4317, de gRPC, e 4318, de HTTP) estão abertas, e rode de novo.`,
};
