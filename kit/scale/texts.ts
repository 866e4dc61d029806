/** Tudo o que o `npm run scale` diz. Frases sem cor nem largura: quem as arruma na tela é a `Screen`. */
import { COLLECTOR_VARIABLE } from '../cli/collector/find-collector.ts';
import { count, formatCount, list } from '../format.ts';
import { alignedRows } from '../help-rows.ts';

const RELEASES = 'https://github.com/open-telemetry/opentelemetry-collector-releases/releases';
const SEE_HELP = 'Veja o que se pode escrever: npm run scale help';
const listFormat = new Intl.ListFormat('pt-BR');
const decimal = new Intl.NumberFormat('pt-BR', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const gigabytes = (bytes: number): string => `${decimal.format(bytes / 1e9)} GB`;
const seconds = (ms: number): string => `${formatCount(Math.round(ms / 1000))} s`;

export const scaleTexts = {
  help: [
    'Liga a escala: o gateway, os brokers do Kafka, os ingesters, os nós do',
    'OpenSearch e o Zipkin, cada um num processo, só nesta máquina.',
    '',
    'Uso: npm run scale [palavras]',
    '',
    ...alignedRows([
      ['small', 'um de cada, no lugar de três: pede 1,5 GB de memória'],
      ['reader=zipkin', 'quem lê do Kafka e grava é o Zipkin, e não os ingesters'],
      ['check', 'só diz o que falta nesta máquina, e como conseguir'],
      ['faults', 'a experiência das falhas: carga, mortes, e o que se perdeu'],
      ['rate=1000', 'em faults: spans por segundo'],
      ['seconds=12', 'em faults: quanto dura cada carga'],
      ['help', 'mostra esta ajuda'],
    ]),
    '',
    'Com ela no ar, escreva kill e o nome de um processo para o matar; start, para',
    'o ligar de novo; list, para ver como estão. Ctrl+C encerra tudo, e apaga o que',
    'ficou guardado.',
  ].join('\n'),

  unknownWord: (word: string, like: string) => `Não conheço "${word}". Seria "${like}"? ${SEE_HELP}`,
  repeated: (key: string) => `"${key}" aparece duas vezes. Deixe uma só.`,
  noValue: (key: string) => `"${key}" precisa de um valor, colado: ${key}=… ${SEE_HELP}`,
  twoActions: (one: string, other: string) => `"${one}" e "${other}" são duas coisas: peça uma de cada vez.`,
  badReader: (readers: readonly string[], value: string) =>
    `reader precisa ser um destes: ${readers.join(', ')}; recebido: "${value}".`,
  badAmount: (key: string, least: number, most: number, value: string) =>
    `${key} precisa de um número inteiro de ${least} a ${most}; recebido: "${value}".`,
  tooMany: (most: number, asked: number) =>
    `rate vezes seconds dá ${formatCount(asked)} spans; a experiência compara até ${formatCount(most)}. Diminua um dos dois.`,
  onlyFaults: (key: string) => `"${key}" só vale com faults: npm run scale faults ${key}=…`,
  readerNotHere: (action: string) =>
    `"reader" não muda nada em "${action}"${action === 'faults' ? ': a experiência compara os dois' : ''}. Tire-o.`,

  // --- O que falta na máquina ---------------------------------------------------------------------------------------
  jdk: (version: string) => `Java ${version}, com o compilador`,
  noJava: 'Falta o Java, em que rodam o Kafka, o OpenSearch e o Zipkin',
  oldJava: (version: string) => `O Java daqui é o ${version}, e a escala pede o 17 ou mais novo`,
  jreOnly: (version: string) =>
    `O Java ${version} daqui veio sem o compilador (é um JRE), e o nó do OpenSearch começa do código-fonte`,
  javaFix: {
    windows: 'Instale um JDK 17 ou mais novo, e abra outro terminal:\nwinget install EclipseAdoptium.Temurin.21.JDK',
    macos: 'Instale um JDK 17 ou mais novo, e abra outro terminal:\nbrew install --cask temurin',
    linux:
      'Instale o JDK do seu sistema (o 17 ou mais novo). No Debian e no Ubuntu:\nsudo apt-get install default-jdk-headless',
    wsl: 'Instale o JDK dentro do WSL (o 17 ou mais novo):\nsudo apt-get install default-jdk-headless',
  },
  collectorInDocker: 'Só há Collector pelo Docker, e a escala em processos precisa do programa',
  collectorRefuses: (version: string, file: string) => `O ${version} não aceita ${file}: faltam peças nele`,
  collectorSaid: (said: string) => `Ele disse: ${said}`,
  getCollector: (version: string) =>
    `Baixe o otelcol-contrib ${version} do seu sistema em ${RELEASES} e ponha-o no PATH, ou diga onde ele está na variável ` +
    `${COLLECTOR_VARIABLE}.`,
  useCompose:
    'Ou use a escala do Docker, sem instalar nada:\ndocker compose -f labs/06-escala/compose.yaml --profile small up',
  memory: (free: number) => `Memória livre: ${gigabytes(free)}`,
  littleMemory: (free: number, wanted: number) =>
    `Memória livre: ${gigabytes(free)}; a escala ocupa uns ${gigabytes(wanted)}`,
  littleMemoryFix: (small: boolean) =>
    small
      ? 'Feche o que puder antes (o navegador, o editor): sem memória, tudo fica lento e algo morre.'
      : 'Feche o que puder antes, ou ligue a menor:\nnpm run scale small',
  portsFree: (ports: number) => `As ${ports} portas da escala estão livres`,
  portsTaken: (ports: readonly string[]) =>
    ports.length === 1 ? `A porta ${ports[0]} já tem dono` : `As portas ${listFormat.format(ports)} já têm dono`,
  portsOfLuneta: (pid: number, ports: readonly string[]) =>
    `A Luneta (processo ${pid}) está no ar, e ${ports.length === 1 ? 'é dela a porta' : 'são dela as portas'} ${listFormat.format(ports)}`,
  stopLuneta: 'As duas atendem nos mesmos endereços. Encerre a Luneta com Ctrl+C, no terminal dela, e ligue a escala.',
  freeThem: (howToSee: string) =>
    `Outra escala, a plataforma do Docker ou um Zipkin? Veja quem é, e encerre-o no terminal dele:\n${howToSee}`,
  jarsHere: 'O Kafka, o OpenSearch e o Zipkin já estão aqui',
  jarsMissing: (missing: number) =>
    `Faltam ${formatCount(missing)} arquivos do Kafka, do OpenSearch e do Zipkin: o npm run scale os baixa (até 220 MB, uma vez só)`,

  // --- No ar --------------------------------------------------------------------------------------------------------
  downloadStarts: (files: number) =>
    `Baixando do Maven Central o que falta, uma vez só: ${count(files, 'arquivo', 'arquivos')}, uns minutos…`,
  downloading: (done: number, all: number) => `Baixados e conferidos: ${done} de ${all} arquivos`,
  starting: (names: number) => `Ligando ${names} processos…`,
  startingNow: (ready: number, all: number, waiting: readonly string[]) =>
    `${ready} de ${all} prontos. Esperando: ${waiting.join(', ')}`,
  ready: (ms: number) => `A escala está no ar, em ${seconds(ms)}.`,
  columns: ['processo', 'pid', 'estado', 'endereço'] as const,
  states: { stopped: 'parado', starting: 'começando', ready: 'pronto', ended: 'morto' },
  sendTitle: 'Mande para ela, como à Luneta',
  lookTitle: 'Veja o que chegou',
  otlp: 'OTLP por HTTP',
  otlpGrpc: 'OTLP por gRPC',
  screen: 'a tela do Zipkin',
  indices: 'os índices do store',
  verify: (url: string) => `Confira um lab contra ela: npm run lab verify 01 ${url}`,
  howToKill: (name: string) =>
    `Mate um processo: kill ${name}. Ligue-o de novo: start ${name}. Todos: list. Fim: Ctrl+C.`,
  died: (name: string) => `${name} morreu. Para o ligar de novo: start ${name}`,
  back: (name: string, pid: number, ms: number) => `${name} está de volta em ${seconds(ms)} (pid ${pid}).`,
  already: (name: string) => `${name} já está no ar. Para o matar: kill ${name}`,
  notRunning: (name: string) => `${name} não está no ar. Para o ligar: start ${name}`,
  notBack: (reason: string) => `Não voltou: ${reason}`,
  unknownCommand: (line: string, names: readonly string[]) =>
    `Não conheço "${line}". Há kill, start e list; os processos são ${list(names)}.`,
  whichOne: (command: string, names: readonly string[]) => `${command} o quê? Os processos são ${list(names)}.`,
  stopping: 'Encerrando, e apagando o que ficou guardado…',
  notStarted: (reason: string) => `A escala não começou: ${reason}`,
  faultsStopped: (reason: string) => `A experiência parou no meio: ${reason}`,
  checkGood: 'Nada falta. Para a ligar: npm run scale',
  checkMissing: 'Resolva o que falta e confira de novo: npm run scale check',
} as const;
