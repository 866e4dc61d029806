/** As dicas do passo 6: o que ajuda a entender uma falha, e não abre a porta. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { noLogs, noSpans } from './silence.ts';

const STARTED =
  "`say('api started', { 'databricks.endpoint': settings.endpoint, 'databricks.job.id': settings.jobId });`";
const UNDICI = '`new UndiciInstrumentation(),`';

export const secretsHints: Readonly<Record<string, HintStages>> = {
  ...programHints,
  'program_failed:stopped': [
    'Um dos pedidos não teve a resposta de sempre. Se foi um 502 com databricks_refused, o que o Databricks deixou de receber?',
    'O token tem um lugar, e é o cabeçalho authorization do pedido ao Databricks: sem ele ninguém roda job nenhum. O que se tira é a cópia dele que vai para a telemetria. Não se guarda a chave jogando fora a porta.',
    'Em databricks.ts, na função send, o cabeçalho continua: `authorization:`, com a palavra Bearer, um espaço e `settings.token`',
  ],
  no_telemetry: noSpans('Era só o token que não devia sair, e não saiu span nenhum. O que se tirou a mais?'),
  value_unexpected: [
    'O token de acesso saiu do processo. O que se viu diz por onde: um log, um atributo de um span?',
    'Quem lê a telemetria não é quem pode rodar jobs, e ela fica guardada por meses. São duas portas: o log que escreve a configuração inteira, e os cabeçalhos dos pedidos copiados para os spans, por um hook ou pela lista de cabeçalhos da instrumentação. authorization é um deles, e o valor vai inteiro. Filtrar depois, com uma expressão regular, perde o próximo token, que tem outra forma: o que não se escreve não vaza.',
    `Em instrumentation.ts, nenhum cabeçalho: ${UNDICI} Em api.ts, campo por campo: ${STARTED}`,
  ],
  'no_telemetry:logs': noLogs('Não chegou log nenhum, nem o que diz que a API começou. O que se tirou a mais?'),
  'log_missing:api started': [
    'Há logs, e nenhum com o corpo "api started". Você o apagou, ou mudou a frase?',
    'Quem procura por que um job falha quer saber, antes de tudo, com que workspace e com que job a API falou: sem este log, adivinha. O endereço e o número não abrem porta nenhuma. Tire o dado, e deixe o registro; a frase não varia, e o que varia vai em attributes.',
    `Em api.ts: ${STARTED}`,
  ],
  'log_service_differs:api started': [
    'O log "api started" chegou assinado por outro serviço. Quem o escreveu?',
    'É a API que diz com que configuração começou. O nome vem do recurso, e o recurso, do arquivo com que o processo começou.',
    `Em api.ts: ${STARTED} O nome, em telemetry.ts: \`[ATTR_SERVICE_NAME]: serviceName,\``,
  ],
  'log_attribute_missing:api started': [
    'O log "api started" não diz o número do job. Com o que você trocou a configuração?',
    'Uma configuração em JSON com o token riscado ainda é um texto que ninguém filtra, e um campo novo entra nele sem que ninguém decida. Escolher o que se escreve é mais seguro que escolher o que se esconde: cada coisa num atributo com nome.',
    `Só o que ajuda: ${STARTED}`,
  ],
  'log_attribute_differs:api started': [
    'databricks.job.id está no log, e não é o número do job. O que você escreveu nele?',
    'É o mesmo atributo, com o mesmo valor, que está no span run_notebook: assim se vai de um ao outro. O token e o endereço são outras coisas.',
    `Um número, da configuração: ${STARTED}`,
  ],
};
