/** As dicas dos passos 6 e 7: o que se promete a quem manda, e o que se faz para cumprir. */
import type { HintStages } from '../../../kit/course/manifest.ts';

const NO_QUEUE = '`      enabled: false`';
const PIPELINE = '`processors: [memory_limiter]`';
const SAVE = '`const refused = await saveForSure(spans, heartbeat);`';
const COMMIT = '`await consumer.commitOffsets([next]);`';
const ID = "`_id: [span.traceId, span.id, span.kind ?? ''].join('-')`";

/** As de quando a experiência não chega ao fim. @param line Uma linha da solução. */
function programHints(line: string) {
  return {
    program_failed: [
      'A experiência parou antes do fim. O que diz a última mensagem dela (tecla o)?',
      'Ela põe no ar o seu gateway e o seu ingester, e repete o que eles disseram antes de morrer: um processor no pipeline que já não está configurado acima, uma opção que não existe, um import que falta. Se "o gateway confirmou só" uma parte, ele recusou o resto: um limite de memória menor do que ele precisa para existir recusa tudo. Se quem não respondeu foi o Kafka, ou o OpenSearch, a escala não está no ar: noutro terminal, npm run scale small.',
      `Só se mexe no que o passo pede: ${line}`,
    ],
    'program_failed:deadline': [
      'A experiência não acabou a tempo, e foi encerrada. O que ela ainda esperava?',
      'Ela espera que o gateway confirme tudo, e que o store pare de receber. Um processo seu que não acaba, ou que recusa para sempre, a segura; uma máquina sem memória para a escala inteira também: feche outros programas, ou use npm run scale small.',
      `Só se mexe no que o passo pede: ${line}`,
    ],
    'program_failed:output_limit': [
      'A experiência escreveu sem parar, e foi encerrada. Que linha se repete?',
      'Ela escreve umas vinte linhas. Se há mais, é um console.log que ficou dentro de um laço.',
      `Só se mexe no que o passo pede: ${line}`,
    ],
    'program_failed:signal': [
      'O sistema matou a experiência no meio. Foi você, em outro terminal?',
      'Se não foi, o mais comum é faltar memória: o Kafka, o OpenSearch e o Zipkin pequenos ocupam mais de um gigabyte.',
      `Só se mexe no que o passo pede: ${line}`,
    ],
    'program_failed:stopped': [
      'A experiência não parou quando lhe pediram. Quem a segurou?',
      'Ela encerra o gateway e o ingester antes de acabar. Um process.on no seu código, que engole o sinal, os deixa vivos.',
      `Só se mexe no que o passo pede: ${line}`,
    ],
    no_telemetry: [
      'A experiência acabou, e o resultado dela não chegou. Quem o manda?',
      'O resultado é um span, "experiment", que ela manda ao backend de sempre, e não ao gateway. Se ela foi interrompida, ou se conduct.ts mudou, ele não sai.',
      `Em experiment/ não se mexe: o que muda neste passo é ${line}`,
    ],
    span_missing: [
      'Chegaram spans, e nenhum se chama "experiment". O que mudou no nome?',
      'É o span em volta de tudo, e é por ele que se confere.',
      `Em experiment/ não se mexe: o que muda neste passo é ${line}`,
    ],
    attribute_missing: [
      'O span da experiência veio sem o resultado. Ela chegou a comparar?',
      'O resultado só se escreve no fim, depois de comparar o que foi confirmado com o que ficou no store.',
      `Em experiment/ não se mexe: o que muda neste passo é ${line}`,
    ],
    attribute_differs: [
      'A experiência mandou outro número de pedidos, ou matou outra coisa. O programa ainda é o do passo?',
      'Os números são os do arquivo da experiência: com menos carga, quase nada estaria no caminho quando o processo morre.',
      `Em experiment/ não se mexe: o que muda neste passo é ${line}`,
    ],
  } satisfies Readonly<Record<string, HintStages>>;
}

export const deliveryHints = {
  '06/6': {
    ...programHints(NO_QUEUE),
    'attribute_differs:experiment:scale.lost_spans': [
      'Quem mandou ouviu "recebi", e os spans não estão no store. Onde eles estavam quando o gateway morreu?',
      'Na memória dele. O batch e a fila do exporter respondem assim que guardam, e só depois mandam: o que esperava a vez morreu com o processo. Se foi tudo que se perdeu, e não só o do meio, o que foi para o Kafka ninguém leu: o ingester lê o tópico da variável, em JSON do Zipkin.',
      `Sem nada que guarde na memória: no exporter, sending_queue com ${NO_QUEUE}; no pipeline, ${PIPELINE}. E o que o ingester espera: \`encoding: zipkin_json\``,
    ],
  },
  '06/7': {
    ...programHints(SAVE),
    'attribute_differs:experiment:scale.lost_spans': [
      'O Kafka os tinha, o ingester os leu, e o store não os tem. Em que momento o ingester disse ao Kafka que já não precisava deles?',
      'Confirmar um offset é dizer "daqui para trás, está feito". Quem confirma antes de gravar promete o que ainda não fez: se o store não responde, ou se o processo morre entre uma coisa e outra, ninguém mais entrega aquilo. E gravar pode falhar: é preciso insistir, e enquanto se insiste o Kafka guarda o resto. Se falta parte de cada trace, são spans diferentes com o mesmo id.',
      `Primeiro ${SAVE}; por último ${COMMIT} O id é de um span, e não do trace: ${ID}`,
    ],
    'attribute_differs:experiment:scale.repeated_spans': [
      'Nada se perdeu, e há spans guardados duas vezes. O ingester errou?',
      'Não: o store gravou, a resposta se perdeu, o ingester morreu, e o Kafka entregou o lote a quem veio depois. "Pelo menos uma vez" é isto. Quem desfaz a repetição é o store, se o mesmo span tiver sempre o mesmo id: um id sorteado a cada gravação faz de cada repetição um documento novo.',
      `O id sai do próprio span: ${ID}`,
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;
