/** As dicas do passo 8: contar e medir as execuções, e as regras que chamam alguém. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { noMetrics } from './silence.ts';

const COUNTER =
  "`const runs = meter.createCounter('notebook.runs', { unit: '{run}', description: 'Execuções do notebook.' });`";
const HISTOGRAM = "`const durations = meter.createHistogram('notebook.run.duration', {`";
const ATTRIBUTES = "`const attributes = { 'databricks.run.result_state': run.outcome };`";
const ADD = '`runs.add(1, attributes);`';
const RECORD = '`durations.record((performance.now() - startedMs) / 1000, attributes);`';
const OUTCOME = '`return outcomeOf(run);`';
const BAD = '`sum(rate(notebook_runs_total{databricks_run_result_state!="SUCCESS"}[5m]))`';
const ALL = '`/ sum(rate(notebook_runs_total[5m]))`';
const P95 = '`expr: histogram_quantile(0.95, sum by (le) (rate(notebook_run_duration_seconds_bucket[5m])))`';
const UNSUCCESSFUL = '`expr: notebook:unsuccessful:ratio > 0.1`';
const SLOW = '`expr: notebook:wait:p95 > 60`';
const SEVERITY = '`labels: { severity: page }`';

const NO_FAILED: HintStages = [
  'As execuções se contam, e nenhuma série diz como elas acabaram, ou a das que falharam não existe. Em que linha você conta, e o que já aconteceu antes dela?',
  'outcomeOf lança um ProblemError quando o job não deu certo: o que vem depois só roda nos que acabaram bem, e um alerta feito dessa conta nunca tocaria. Conte antes, com o resultado como o Databricks o disse, em maiúsculas.',
  `${ATTRIBUTES} ${ADD} e só então ${OUTCOME}`,
];

const NO_DURATION_STATE: HintStages = [
  'A duração se mede sem dizer como a execução acabou, ou só de algumas. Uma que falha em um segundo vale o mesmo que uma que dá certo em um?',
  'Quem falha depressa deixaria a média mais bonita. Com o resultado num atributo, o mesmo da contagem, cada pergunta escolhe as suas.',
  `Os mesmos atributos, nas duas: ${ATTRIBUTES} ${RECORD}`,
];

export const alertsHints: Readonly<Record<string, HintStages>> = {
  ...programHints,
  'no_telemetry:metrics': noMetrics('Era para haver mais uma métrica, e não chegou nenhuma. O que mais mudou?'),
  'metric_missing:notebook.runs': [
    'Não há uma métrica notebook.runs. O contador foi criado, e alguém soma nele?',
    'Um contador em que nunca se soma não existe para quem o recebe. Cria-se uma vez, fora da função, e soma-se um em cada execução. Quem conta é a API, que fica no ar: o notebook nasce, manda uma amostra e morre, e de uma amostra só não se tira ritmo.',
    `Em run-notebook.ts, no alto: ${COUNTER} e, ao fim de cada execução: ${ADD}`,
  ],
  'metric_type_differs:notebook.runs': [
    'notebook.runs não é um contador. O número de execuções desce alguma vez?',
    'O que só cresce é um Counter, e rate sabe o que fazer com ele, mesmo quando o programa recomeça do zero. Um UpDownCounter diz quantas há agora; um histograma, de quanto foi cada uma.',
    COUNTER,
  ],
  'metric_service_differs:notebook.runs': [
    'notebook.runs chegou de outro serviço. Quem conta as execuções?',
    'A API vê todas, também as que morrem sem se despedir; o notebook só vê a sua, e não sabe como acabou.',
    `Em run-notebook.ts: ${ADD}`,
  ],
  'metric_attribute_missing:notebook.runs': NO_FAILED,
  'metric_attribute_differs:notebook.runs': NO_FAILED,
  'metric_series_exceeded:notebook.runs': [
    'notebook.runs tem uma série para cada execução, ou quase. Que atributo nunca se repete?',
    'Cada combinação de valores é uma série, guardada por meses. O número da execução, o id do trace, a mensagem do erro: cada um faz séries sem fim, de um ponto só. Isso é para o span, que já os tem. Numa métrica, só o que tem poucos valores.',
    `Um atributo: ${ATTRIBUTES}`,
  ],
  'metric_value_differs:notebook.runs': [
    'De três execuções, duas deram certo e uma falhou, e notebook.runs não diz isso. O que você soma, quantas vezes, e em quantas séries?',
    'Um por execução, no fim dela, em runNotebook: na rota, no catch ou nas tentativas de um pedido, a mesma se contaria mais de uma vez. Soma-se 1, não a duração. E se cada série diz só um, há nelas um atributo que nunca se repete, como o número da execução: ele é do span, que já o tem.',
    `${ADD} e só este atributo: ${ATTRIBUTES}`,
  ],
  'metric_missing:notebook.run.duration': [
    'Não há uma métrica notebook.run.duration. O histograma existe, e alguém mede nele?',
    'O span já diz quanto demorou cada uma; para o p95 de todas, por meses, sem guardar todos os spans, é um histograma.',
    `${HISTOGRAM} e, ao fim de cada execução: ${RECORD}`,
  ],
  'metric_type_differs:notebook.run.duration': [
    'notebook.run.duration não é um histograma. Como você tiraria dela o que espera a pessoa mais azarada em vinte?',
    'Um contador só dá a soma, e um gauge, só a última. Um histograma conta quantas caíram em cada faixa, e das faixas saem os percentis.',
    HISTOGRAM,
  ],
  'metric_unit_differs:notebook.run.duration': [
    'A unidade de notebook.run.duration não é s. O que você mediu, e o que escreveu em unit?',
    'A convenção é segundos, com fração: performance.now() dá milissegundos, e divide-se por mil. A unidade vai nas opções do instrumento, e entra no nome que o Prometheus lhe dá.',
    `Nas opções, \`unit: 's',\`; na medida, ${RECORD}`,
  ],
  'metric_attribute_missing:notebook.run.duration': NO_DURATION_STATE,
  'metric_attribute_differs:notebook.run.duration': NO_DURATION_STATE,
  rules_unreadable: [
    'O Prometheus não leria este arquivo. O que há na linha que a mensagem diz, e na de cima?',
    'YAML se entende pelo recuo, que é de espaços: cada regra começa com "- ", e o que é dela fica uma coluna adiante. "for" e "annotations" são só de alertas. Um texto com dois-pontos, aspas ou chaves vai entre aspas simples, ou num bloco, depois de "|".',
    `Uma conta tem duas linhas: \`- record: notebook:wait:p95\` e ${P95} Um alerta, mais três: \`for: 5m\`, ${SEVERITY} e \`annotations: { summary: 'De cada dez jobs, mais de um não acaba bem.' }\``,
  ],
  rule_missing: [
    'Falta uma das quatro regras. Ela está no arquivo com outro nome, ou com record no lugar de alert?',
    'Um record dá nome a uma conta; um alert é uma condição que, quando se cumpre, chama alguém. Os alertas daqui citam as contas pelo nome: uma letra diferente é outra regra.',
    'As contas: `- record: notebook:unsuccessful:ratio` e `- record: notebook:wait:p95`. Os alertas: `- alert: NotebookUnsuccessful` e `- alert: NotebookSlow`',
  ],
  rule_invalid: [
    'A expressão não se calcula. A mensagem é de quem a leu: de que parte ela reclama?',
    'rate quer um contador e uma janela, rate(x[5m]), e vem antes de qualquer soma ou divisão: depois delas já não há janela que tirar. Nos nomes, sublinhados no lugar dos pontos; o valor de um rótulo, entre aspas; o limite de um alerta, sem elas.',
    `De dentro para fora, janela, rate, soma e só então a conta: ${BAD} ${ALL}`,
  ],
  'rule_no_data:notebook:unsuccessful:ratio': [
    'A fração dos que não acabam bem não deu número nenhum. As métricas que chegaram estão na mensagem: a sua está entre elas, e os valores do rótulo também?',
    'O Prometheus escreve databricks_run_result_state com sublinhados e soma _total ao nome de um contador; o {run}, entre chaves, não entra. Os valores são os do Databricks: SUCCESS, FAILED, CANCELED, TIMEDOUT. ERROR é do status do span, e não existe aqui. Um rótulo que ninguém escreve não dá zero: não dá nada, e o alerta se cala.',
    `Tudo o que não é SUCCESS, sobre tudo: ${BAD} ${ALL}`,
  ],
  'rule_no_data:notebook:wait:p95': [
    'O p95 não deu número nenhum. histogram_quantile precisa de um rótulo em especial: ele ainda está lá, depois da soma?',
    'Um histograma são contadores, um por faixa, e o rótulo le diz até onde vai cada uma. sum() sem by junta todas e perde o le: não sobra histograma. E as faixas estão em _bucket, depois da unidade, que no nome é _seconds.',
    `Some as séries, e guarde só o le: ${P95}`,
  ],
  rule_no_data: [
    'O alerta não tem o que comparar. A conta que ele cita existe, com este nome?',
    'Um alerta sem dados não se queixa: fica calado, como se tudo estivesse bem. O nome de uma conta é o que está no record deste mesmo arquivo, com os dois-pontos.',
    `Cada um cita a sua: ${UNSUCCESSFUL} ${SLOW}`,
  ],
  'rule_value_differs:notebook:unsuccessful:ratio': [
    'De três execuções, uma falhou, e a sua conta diz outra coisa. O que está em cima da divisão, e o que está embaixo?',
    'Em cima, as que não acabaram em SUCCESS, e não só as FAILED: uma cancelada também não deu o que se pediu. Embaixo, todas. Sem sum dos dois lados, cada série se divide por ela mesma, e dá 1. É uma fração: nada de vezes cem.',
    `Em cima: ${BAD} Embaixo: ${ALL}`,
  ],
  'rule_value_differs:notebook:wait:p95': [
    'O p95 da espera não é o de execuções de um ou dois segundos. A medida e as faixas falam a mesma unidade?',
    'Em milissegundos, tudo passa da última faixa, de seiscentos segundos, e o p95 não sai de lá. 0.95 é uma fração: 95 daria infinito. E a média, _sum sobre _count, não é a espera de ninguém.',
    `A medida, em segundos: ${RECORD} A conta: ${P95}`,
  ],
  rule_series_exceeded: [
    'A conta deu várias séries, e a pergunta era uma só. De onde vêm os rótulos que as separam?',
    'Sem sum, há um resultado por combinação de rótulos: por estado, e amanhã por instância da API. sum junta tudo; sum by (le) guarda só o le.',
    `${BAD} ${ALL} e, no p95, ${P95}`,
  ],
  rule_not_firing: [
    'De três execuções uma falhou, e o alerta não tocou. Em que unidade está o limite dele?',
    'A conta é uma fração, de 0 a 1: dez por cento se escrevem 0.1, e 10 seria mil por cento. E o sinal diz o lado: o alerta é de quando passa do limite.',
    `Mais de uma em dez: ${UNSUCCESSFUL}`,
  ],
  rule_firing: [
    'As execuções demoraram um ou dois segundos, e o alerta da espera tocou. Que espera justificaria chamar alguém?',
    'Um alerta que toca em dia bom é desligado, e no dia ruim ninguém o ouve. Um job de verdade liga uma máquina antes de rodar: um minuto ainda é normal. A métrica é em segundos.',
    `Um minuto: ${SLOW}`,
  ],
  rule_label_differs: [
    'O alerta não diz a gravidade dele. Como quem o recebe sabe se acorda alguém?',
    'Os rótulos de um alerta decidem o caminho: um severity page vai para o telefone, um warning espera pela manhã. Escreve-se na regra, em labels, e não em annotations.',
    `Ao lado do for: ${SEVERITY}`,
  ],
  rule_annotation_differs: [
    'O alerta toca e não diz o que houve. O que leria quem acordou com ele?',
    'A annotation summary é a frase que chega ao telefone: o que está acontecendo com quem usa, e não a expressão que disparou.',
    "`annotations: { summary: 'De cada dez jobs, mais de um não acaba bem.' }`",
  ],
};
