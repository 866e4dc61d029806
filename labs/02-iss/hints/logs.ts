import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

function missing(body: string, where: string): HintStages {
  return [
    `Chegaram logs, e nenhum com o corpo "${body}". Ele foi emitido, e o corpo é esse, letra por letra?`,
    `O corpo é a frase que se repete: igual para todos os pedidos, para que se possam contar. O que muda a cada um (o nome, o país, o código) vai em attributes. ${where}`,
    `No emit: \`body: '${body}',\``,
  ];
}

export const logsHints = {
  '02/1': {
    ...programHints,
    no_telemetry: [
      'O serviço atendeu, e nenhum log chegou. Quem chama emit() fala com quem, se ninguém montou um provider? E quem manda o que está na fila, quando o serviço é encerrado?',
      'São quatro peças, na ordem: o LoggerProvider, com um BatchLogRecordProcessor que tem um exporter dentro; o registro dele como o global; a linha que o põe na lista dos providers a encerrar; e o emit, em geolocator.ts. Sem o registro, getLogger devolve um logger que não faz nada, e sem erro. console.log não passa por nada disto.',
      'Em telemetry.ts: `new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() }),`, `logs.setGlobalLoggerProvider(loggerProvider);` e `providers.push(loggerProvider);`. Em geolocator.ts: `logger.emit({`',
    ],
    'log_missing:lugar encontrado': missing('lugar encontrado', 'É na rota, no lugar do primeiro console.log.'),
    'log_missing:lugar desconhecido': missing('lugar desconhecido', 'É na rota, antes do 404.'),
    'log_missing:pedido atendido': missing(
      'pedido atendido',
      'É em writeAccessLog, que roda de tempos em tempos e mais uma vez ao encerrar: se a fila de logs já estiver fechada, este se perde.',
    ),
    log_severity_differs: [
      'O log chegou, e não diz que é INFO. Quem diz a severidade: a frase, o texto ou o número?',
      'severityNumber é o que os backends comparam ("de WARN para cima"); severityText é só como ele se chama no programa. Um lugar encontrado e um pedido atendido são a vida normal: INFO.',
      "Os dois, juntos: `severityNumber: SeverityNumber.INFO,` e `severityText: 'INFO',`",
    ],
    'log_severity_differs:lugar desconhecido': [
      'Alguém pediu um lugar que não existe. Isso é a vida normal, um aviso, ou um erro do serviço?',
      'O serviço fez o que devia: não achou, e disse que não achou. Com ERROR, cada nome mal digitado acordaria alguém; com INFO, ninguém veria que de repente metade dos nomes não se acha. Entre os dois há WARN.',
      'No ramo do 404: `severityNumber: SeverityNumber.WARN,`',
    ],
    log_service_differs: [
      'O log chegou, e o recurso dele não diz que é do geolocator-service. A que provider o recurso foi dado?',
      'Cada sinal tem o seu provider, e todos levam o mesmo recurso: é ele que deixa juntar, depois, a métrica, o log e o span de um mesmo serviço.',
      'Em telemetry.ts: `const loggerProvider = new LoggerProvider({` e, na linha seguinte, `resource,`',
    ],
    log_attribute_missing: [
      'O log chegou, e falta nele um dado. Ele está no meio da frase, tem outro nome, ou não foi posto?',
      'O que está em attributes se procura pelo nome; o que está dentro da frase, só com expressão regular, e a cada programa de um jeito. Os nomes são do registro do OpenTelemetry: geo.locality.name, geo.country.iso_code, http.route, http.response.status_code; geo.place.query é nosso.',
      "Em cada emit, um `attributes: {`. O do lugar: `'geo.locality.name': place.name, 'geo.country.iso_code': place.country`; o do pedido: `'http.route': route, 'http.response.status_code': status`",
    ],
    'log_attribute_missing:lugar desconhecido': [
      'O aviso chegou, e não diz que lugar se pediu. Sem isso, como se saberia o que está faltando no cadastro?',
      'O nome pedido não é o de um lugar (ele não existe): por isso não vai em geo.locality.name, e sim num atributo nosso, geo.place.query, fora da frase.',
      "No ramo do 404: `attributes: { 'geo.place.query': name },`",
    ],
    log_attribute_differs: [
      'O atributo está lá, com outro valor. Você pôs o que o serviço achou, ou o que lhe pediram?',
      'geo.locality.name e geo.country.iso_code são do lugar achado: o nome como ele se escreve, e o país em duas letras. geo.place.query é o que se pediu.',
      "`'geo.locality.name': place.name, 'geo.country.iso_code': place.country` no que achou, `'geo.place.query': name` no que não achou.",
    ],
    'log_attribute_differs:pedido atendido:http.route': [
      'http.route traz o caminho que se pediu. Quantos caminhos diferentes este serviço pode receber? E quantas rotas ele tem?',
      'A rota é o molde, como está em app.get, e é por ela que se somam todos os pedidos de um tipo. O caminho, com o nome dentro, é um valor diferente a cada pedido.',
      "O que a lista guarda: `route: '/places/:name',`, e no emit: `'http.route': route`",
    ],
    'log_attribute_differs:pedido atendido:http.response.status_code': [
      'Nenhum pedido atendido diz 404, e houve um. Em que momento o código foi anotado?',
      'response.statusCode é 200 até que alguém diga outra coisa: antes do status(404) ele ainda não sabe. E o código é o número, sem mais nada.',
      "A linha já estava depois da resposta, e assim fica: `status: response.statusCode,`. No emit: `'http.response.status_code': status`",
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;
