/** As dicas dos passos 2 e 3: que traces seguem, e quem os escolhe. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { shopHints } from './shop.ts';

const LISTEN = '`endpoint: ${env:COLLECTOR_OTLP_HTTP}`';
const SEND = '`endpoint: ${env:BACKEND_OTLP}`';
const RECEIVE = '`receivers: [otlp]`';
const HEAD = '`processors: [memory_limiter, probabilistic_sampler, batch]`';
const PERCENT = '`sampling_percentage: 10`';
const TAIL = '`processors: [memory_limiter, tail_sampling, batch]`';
const ERRORS = '`status_codes: [ERROR]`';
const SLOW = '`threshold_ms: 500`';
const WAIT = '`decision_wait: 1s`';
const TRACES = '`num_traces: 10000`';
const SOME = '`sampling_percentage: 5`';

const silent: HintStages = [
  'O Collector começou, e ninguém atende onde a loja manda. Quem escolheu o endereço em que ele ouve?',
  'A porta muda a cada conferência e vem numa variável, que o arquivo lê. Um receiver que não está em pipeline nenhum não chega a abrir a porta.',
  `No receiver: ${LISTEN} E no pipeline: ${RECEIVE}`,
];

/** Um trace chega inteiro: quem sumiu com um nome foi a loja, ou um filtro que olha span por span. */
const partial = (pipeline: string): HintStages => [
  'Há traces, e neles falta sempre um span. Quem escolhe por trace não deixa nenhum pela metade: quem escolheu este?',
  'Os spans de um trace têm o mesmo trace_id, e é por ele que se decide: ficam todos, ou nenhum. Um filtro que olha um span de cada vez, ou um span que a loja deixou de criar, é que deixa buracos.',
  `Em shop.ts, como estava: \`name: 'publish order',\`. No pipeline, só isto: ${pipeline}`,
];

export const samplingHints = {
  '06/2': {
    ...shopHints,
    collector_refused: [
      'O Collector não aceitou o arquivo, e disse por quê. De que peça, e de que linha, ele fala?',
      'O nome que está no pipeline tem de ser o de uma peça configurada acima, letra por letra. Um "has invalid keys" é uma opção que não existe, ou que está uma coluna fora do lugar; e a porcentagem é um número, sem o sinal de %.',
      `A peça se chama \`probabilistic_sampler:\`, dentro dela ${PERCENT}, e no pipeline ${HEAD}`,
    ],
    collector_silent: silent,
    no_telemetry: [
      'A loja mandou, o Collector recebeu, e não seguiu nada. De 800 traces, quantos deviam ter seguido?',
      'A porcentagem vai de 0 a 100: 0,1 são um em mil, e 0 é nenhum. E, se o sorteio está certo, veja para onde o exporter manda.',
      `De cada cem, dez: ${PERCENT} E o resto do caminho: ${SEND}`,
    ],
    span_missing: partial(HEAD),
    span_count_differs: [
      'De 800 pedidos, devia sobrar mais ou menos um décimo. Sobraram todos, quase todos, ou quase nenhum? Cada um destes aponta para um lugar.',
      'Todos: a peça está declarada, e não está na lista do pipeline; só trabalha quem está na lista. Quase todos: a porcentagem diz o que fica, e não o que se joga fora. Quase nenhum: ela vai de 0 a 100, e 0,1 são um em mil.',
      `Em processors: ${PERCENT} Em service.pipelines.traces: ${HEAD}`,
    ],
  },
  '06/3': {
    ...shopHints,
    collector_refused: [
      'O Collector não aceitou o arquivo, e disse por quê. De que peça, e de que linha, ele fala?',
      'Cada política tem um nome seu, um tipo, e as opções dentro de uma chave com o nome do tipo: latency dentro de latency, status_code dentro de status_code. Os milissegundos são um número inteiro, sem unidade; os status são ERROR, OK e UNSET, numa lista.',
      `Das três: ${ERRORS} ${SLOW} ${SOME} E no pipeline, a peça pelo nome: ${TAIL}`,
    ],
    collector_silent: silent,
    no_telemetry: [
      'A loja mandou, o Collector recebeu, e não seguiu trace nenhum. Que política guardaria o mais comum dos pedidos? E algum foi decidido?',
      'O tail_sampling só guarda o trace que alguma política escolhe, e só depois de esperar decision_wait. Sem nenhuma que escolha, ou com todas erradas ao mesmo tempo, some tudo.',
      `A espera: ${WAIT} As razões: ${ERRORS} ${SLOW} ${SOME} E para onde vai: ${SEND}`,
    ],
    span_missing: partial(TAIL),
    'span_count_differs:POST /orders:errors': [
      'A loja recusou 16 pedidos, e nem todos chegaram. Quem os jogou fora: uma política, ou alguém antes dela?',
      'Um trace que falhou tem algum span com status ERROR, e é esse que a política procura: OK e UNSET são outros. Se a política está certa, olhe a lista do pipeline: um sorteio antes do tail_sampling já levou nove em cada dez, e quem decide no fim só decide sobre o que lhe chega. E, se vieram poucos de tudo, faltou memória: com mais traces esperando do que cabem em num_traces, os mais velhos saem sem que ninguém decida nada.',
      `A política: ${ERRORS} O caminho, sem ninguém antes: ${TAIL} A memória: ${TRACES}`,
    ],
    'span_count_differs:POST /orders:slow': [
      'Vinte pedidos demoraram quase oitocentos milissegundos, e nem todos chegaram. Para a sua política, o que é demorar?',
      'O limite é em milissegundos: meio segundo são 500. Um limite maior que o mais demorado dos pedidos não escolhe nenhum, e os poucos que vieram saíram no sorteio.',
      `Na política de tipo latency, um número inteiro: ${SLOW}`,
    ],
    'span_count_differs:POST /orders:some': [
      'Dos pedidos comuns, devia sobrar um punhado: uns quarenta, de 764. Vieram quase todos, ou nenhum?',
      'Basta uma política dizer sim para o trace ficar. Uma que diz sim a todos (always_sample, um status UNSET, um limite de zero) anula as outras. E nenhum também é pouco: sem um comum ao lado, ninguém sabe em que o que falhou é diferente.',
      `O sorteio é uma política como as outras, \`type: probabilistic\`, e pequeno: ${SOME} As outras duas escolhem só o que dizem: ${ERRORS} ${SLOW}`,
    ],
    'span_count_differs:charge card': [
      'As raízes dos pedidos recusados chegaram, e a cobrança que falhou, com a sua exceção, nem sempre. O trace veio inteiro?',
      'Se a decisão cai antes de o último span chegar, o que vem depois segue a decisão já tomada; mas só enquanto o Collector se lembra dela. Uma espera curta demais, ou uma memória de poucos traces, parte um trace em dois.',
      `A espera, e quantos esperam: ${WAIT} e ${TRACES}`,
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;
