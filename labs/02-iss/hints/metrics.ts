import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

const CREATE_COUNTER = "meter.createCounter('iss.distance.calculations', {";
const CREATE_HISTOGRAM = "meter.createHistogram('iss.distance', {";
const CREATE_GAUGE = ".createObservableGauge('iss.altitude', { unit: 'km', description: 'Altitude da estação' })";

export const metricsHints = {
  '02/2': {
    ...programHints,
    no_telemetry: [
      'Nenhuma métrica chegou, nem a que telemetry.ts já mandava. O que mudou ali?',
      'Este passo não mexe em telemetry.ts: o MeterProvider de lá, com o leitor que exporta, é o que leva também as suas. Um segundo MeterProvider não é o global, e o que se mede nele não sai.',
      "O meter já está no alto de iss-distance.ts, e vem do provider global: `const meter = metrics.getMeter('iss-distance');`",
    ],
    'metric_missing:iss.distance.calculations': [
      'O contador das distâncias não chegou. Ele foi criado com esse nome? E alguém somou nele?',
      'Um contador em que nunca se chamou add() não manda nada: nem zero. O add fica onde o trabalho acontece, na rota de /distance, e não onde o contador nasce.',
      `No alto: \`${CREATE_COUNTER}\`. Na rota, depois da conta: \`calculations.add(1, { 'iss.position.source': station.source });\``,
    ],
    'metric_missing:iss.distance': [
      'O histograma das distâncias não chegou. Ele foi criado com esse nome? E alguém anotou um valor nele?',
      'São duas coisas: criar o instrumento uma vez, no alto do arquivo, e chamar record() a cada pedido, com o valor em números.',
      `No alto: \`${CREATE_HISTOGRAM}\`. Na rota, depois da conta: \`distances.record(distance);\``,
    ],
    'metric_missing:iss.altitude': [
      'A altitude não chegou. Quem mede a altitude, se ninguém pediu nada?',
      'Um observable é medido quando o leitor exporta, e não quando chega um pedido: ele precisa de um callback, que responde o valor de agora. Sem addCallback, ninguém é perguntado.',
      `\`${CREATE_GAUGE}\` e, logo abaixo, \`.addCallback((result) => result.observe(stationAt(new Date()).altitudeKm));\``,
    ],
    'metric_type_differs:iss.distance.calculations': [
      'As distâncias calculadas chegaram, e não como um contador. Uma quantidade de coisas que já aconteceram pode diminuir?',
      'Um Counter só cresce, e por isso se pode perguntar quanto ele cresceu por segundo: rate(). Um UpDownCounter serve ao que entra e sai, como os pedidos em andamento; com ele, um reinício do serviço e uma queda de verdade são a mesma coisa.',
      `\`const calculations = ${CREATE_COUNTER}\``,
    ],
    'metric_type_differs:iss.distance': [
      'As distâncias chegaram, e não como um histograma. De um gauge, o que sobra de dez mil medidas?',
      'Um gauge só guarda a última: as outras se perdem antes de sair. Um histograma conta quantas medidas caíram em cada faixa, e dele se tiram a mediana, o p95 e a soma.',
      `\`const distances = ${CREATE_HISTOGRAM}\` e, na rota, \`distances.record(distance);\``,
    ],
    'metric_type_differs:iss.altitude': [
      'A altitude chegou como algo que se soma. Ela se soma?',
      'A altitude sobe e desce, e só o valor de agora interessa: é um gauge. Como ninguém a calcula por causa de um pedido, ele é observable: o SDK pergunta na hora de exportar.',
      `\`${CREATE_GAUGE}\``,
    ],
    metric_unit_differs: [
      'O número chegou sem a unidade, ou com outra. 408 o quê?',
      'A unidade se diz ao criar o instrumento, e não no nome dele: quem desenha o gráfico lê a unidade, e o Prometheus a põe no nome sozinho (iss_distance_km). As unidades são as do UCUM: km, s, ms, By; entre chaves, o que se conta: {calculation}.',
      "Na criação de cada um: `unit: 'km',`",
    ],
    metric_service_differs: [
      'O contador chegou com outro nome de serviço. De que provider veio o meter?',
      'O nome do serviço está no recurso do MeterProvider, desde o passo 0. O nome dado a getMeter diz só quem escreveu a instrumentação.',
      "Em telemetry.ts: `[ATTR_SERVICE_NAME]: serviceName,`. Em iss-distance.ts: `const meter = metrics.getMeter('iss-distance');`",
    ],
    metric_attribute_missing: [
      'O contador chegou, e não diz de onde veio a posição: se da conta feita aqui, se da API de fora. Onde se diz isso?',
      'Os atributos de uma medida são o segundo argumento de add(). Cada combinação deles é uma série à parte: com poucos valores possíveis (aqui, dois), é o que deixa perguntar quantas vezes a API não respondeu.',
      "`calculations.add(1, { 'iss.position.source': station.source });`",
    ],
    metric_attribute_differs: [
      'iss.position.source está lá, com outro valor. Quem sabe de onde veio a posição?',
      'A própria resposta diz: station.source é "tle" ou "api". Um valor escrito à mão estaria certo até o dia em que não estivesse.',
      "`calculations.add(1, { 'iss.position.source': station.source });`",
    ],
    metric_buckets_differ: [
      'O histograma chegou, e as faixas dele acabam antes das suas medidas. De quanto é uma distância até a estação, no pior caso?',
      'Os limites de fábrica vão de 0 a 10.000, e são de milissegundos. Do outro lado da Terra a estação está a 20.000 km: tudo que passa do último limite cai na mesma faixa, "mais que 10.000", e dali não se tira percentil nenhum. Os limites se aconselham ao criar o histograma; quem opera pode trocá-los numa View.',
      'Na criação do histograma: `advice: { explicitBucketBoundaries: [500, 1000, 2000, 5000, 10_000, 15_000, 20_000] },`',
    ],
    'metric_value_differs:iss.distance.calculations': [
      'O contador cresceu demais para tão poucos pedidos. O que você somou nele: um por cálculo, ou os quilômetros?',
      'O nome diz o que se conta: cálculos. Cada um soma 1. O valor de cada distância vai no histograma, que também sabe a soma; no contador, ele se misturaria à quantidade, e nenhuma das duas se leria mais.',
      "Um de cada vez: `calculations.add(1, { 'iss.position.source': station.source });`. O valor: `distances.record(distance);`",
    ],
    metric_series_exceeded: [
      'Uma métrica só, e uma série para cada lugar. Que atributo muda a cada pedido? E quantos valores ele pode ter no mundo inteiro?',
      'Cada combinação de atributos é uma série, que o backend guarda à parte, para sempre. Latitude, nome, id: o que muda a cada pedido fica no log e no span; na métrica, só o que tem poucos valores. O passo 4.5 faz a conta.',
      "Só a fonte, que tem dois valores: `calculations.add(1, { 'iss.position.source': station.source });` e, sem atributo nenhum, `distances.record(distance);`",
    ],
    'metric_value_differs:iss.altitude': [
      'A altitude chegou, e não é a de uma estação que dá voltas a uns 400 km. Em que unidade você a observou?',
      'A unidade que se declara é a do número que se manda: ninguém converte. altitudeKm já está em quilômetros.',
      '`.addCallback((result) => result.observe(stationAt(new Date()).altitudeKm));`',
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;
