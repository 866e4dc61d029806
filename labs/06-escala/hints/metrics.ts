/** As dicas dos passos 4 e 5: o que se conta, em que ponto do caminho, e por que rótulos. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { shopHints } from './shop.ts';

const LISTEN = '`endpoint: ${env:COLLECTOR_OTLP_HTTP}`';
const SEND = '`endpoint: ${env:BACKEND_OTLP}`';
const COUNTS = '`processors: [memory_limiter]`';
const COUNTED = '`exporters: [span_metrics]`';
const KEPT = '`processors: [memory_limiter, tail_sampling, batch]`';
const OUT = '`receivers: [span_metrics]`';
const NAMESPACE = '`namespace: shop`';
const REGION = '`- name: shop.region`';

/** As de quando o Collector, ou um dos sinais, para: as mesmas nos dois passos. */
const collectorHints = {
  ...shopHints,
  collector_refused: [
    'O Collector não aceitou o arquivo, e disse por quê. De que peça, e de que pipeline, ele fala?',
    'Um conector fica nas duas pontas: é exporter de um pipeline, e receiver de outro. Só numa delas, o Collector se recusa a começar. E o nome que está no pipeline é o da peça configurada acima, letra por letra.',
    `De um lado: ${COUNTED} Do outro: ${OUT}`,
  ],
  collector_silent: [
    'O Collector começou, e ninguém atende onde a loja manda. Quem escolheu o endereço em que ele ouve?',
    'A porta muda a cada conferência e vem numa variável, que o arquivo lê.',
    `No receiver: ${LISTEN}`,
  ],
  no_telemetry: [
    'A loja mandou, o Collector recebeu, e não seguiu trace nenhum. O pipeline dos traces ainda tem um exporter para o backend?',
    'Contar spans não é guardá-los: o pipeline que só alimenta as contas não leva nada ao backend. São dois caminhos, e cada um tem as suas três listas.',
    `No dos traces: ${KEPT}; e o exporter, com ${SEND}`,
  ],
  'no_telemetry:metrics': [
    'Não chegou métrica nenhuma da loja. O conector recebeu spans? E o que ele conta sai por onde?',
    'Ele recebe de um pipeline de traces, que o tem entre os exporters, e entrega a um de métricas, que o tem entre os receivers. O prefixo dos nomes é o que o arquivo diz: sem ele, o nome é o que o Collector dá a qualquer um, e a conferência não olha as contas dos outros.',
    `Entra: ${COUNTED} Sai: ${OUT} O nome: ${NAMESPACE}`,
  ],
  span_missing: [
    'Nenhum pedido foi guardado. Quem escolhe, e o que ele escolheu?',
    'A tail_sampling guarda os que falham e os que demoram; se nada ficou, ou ela não vê os spans, ou as políticas mudaram.',
    `No pipeline dos traces: ${KEPT}`,
  ],
  span_count_differs: [
    'De 800 pedidos, deviam ficar os 16 que falharam e os 20 que demoraram. Sobraram mais, ou menos?',
    'As contas não precisam dos traces, e os traces continuam a custar: a amostra fica no caminho deles. Mais que 36 é ela fora da lista; menos, uma política a menos.',
    `No pipeline dos traces: ${KEPT}`,
  ],
  metric_missing: [
    'Chegaram métricas da loja, e nenhuma se chama shop.calls. Que nome elas têm?',
    'O conector dá às contas o nome calls, com o prefixo que o arquivo escolhe.',
    `No conector: ${NAMESPACE}`,
  ],
  metric_service_differs: [
    'A conta chegou sem o serviço certo. De onde ela o tira?',
    'O recurso da métrica é o do span que foi contado: o conector o copia. Se o nome do serviço mudou, foi na loja, ou num processor que mexe no recurso.',
    `No caminho das contas, nada além disto: ${COUNTS}`,
  ],
} satisfies Readonly<Record<string, HintStages>>;

const noLabel: HintStages = [
  'A conta chegou sem um dos rótulos que todo span tem. Quem o tirou?',
  'O nome do span e o status são dimensões que o conector já traz. Só some com elas quem as exclui (exclude_dimensions), ou quem passa do teto de séries: o que passa vira uma série só, sem nada que a distinga.',
  `No conector, além do que o passo pede, só isto: ${NAMESPACE}`,
];
const otherLabel: HintStages = [
  'Há contas, e nenhuma é de "POST /orders" com o status que se espera. O que a loja mandou?',
  'São 16 com erro e 784 sem. Se falta um dos dois, uma amostra os escolheu antes de alguém contar.',
  `As contas veem tudo: ${COUNTS}, e depois ${COUNTED}`,
];

export const metricsHints = {
  '06/4': {
    ...collectorHints,
    metric_attribute_missing: noLabel,
    metric_attribute_differs: otherLabel,
    metric_exemplar_missing: [
      'O histograma das durações chegou, e nenhum ponto dele leva a um trace. Quem guardaria o id?',
      'O conector vê o span inteiro, com o trace_id, e só o guarda se lhe pedem. Sem exemplares, o gráfico diz que houve um pedido de 800 ms, e não qual.',
      'No conector: `exemplars:`, e dentro dele `enabled: true`',
    ],
    metric_value_differs: [
      'A conta não bate com os pedidos: 784 que foram bem, 16 que não. Ela deu menos, ou mais?',
      'Menos: contou-se o que sobrou da amostra, e uma taxa tirada da amostra é a da amostra, e não a da loja. Mais: o mesmo span passou duas vezes pelo conector, uma por pipeline.',
      `Um pipeline só para contar, antes de alguém escolher: ${COUNTS}, ${COUNTED} E o outro, sem o conector: ${KEPT}`,
    ],
  },
  '06/5': {
    ...collectorHints,
    metric_attribute_missing: noLabel,
    metric_attribute_differs: otherLabel,
    'metric_attribute_missing:shop.calls:shop.region': [
      'A conta chegou, e não diz de que região é. Ela ainda é um rótulo?',
      'Sem rótulo nenhum a conta é barata e não responde nada. E o teto não escolhe por você: o que passa dele vai todo para uma série, otel.metric.overflow, em que já não há rótulos. Ele é o cinto, e não o freio.',
      `Entre as dimensões: ${REGION}, com o teto bem acima do que se espera, \`aggregation_cardinality_limit: 1000\``,
    ],
    'metric_attribute_differs:shop.calls:shop.region': [
      'A região chegou, e nenhuma série é do sudeste. Que valores ela tem?',
      'Vem do atributo shop.region do span, com cinco valores. Um default só serve a quem não o tem.',
      `O rótulo é o atributo, sem mais: ${REGION}`,
    ],
    metric_series_exceeded: [
      'São séries demais. Que rótulo as multiplica?',
      'O número de séries pode chegar ao produto dos valores de cada rótulo: duzentos clientes vezes dois status podem ser quatrocentas, e o histograma multiplica cada uma pelos baldes. Um id serve para achar **um** pedido: isso é do trace, e o exemplar leva até lá.',
      `Um rótulo de poucos valores, e só ele: ${REGION}`,
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;
