/** As dicas dos passos 6.1 e 6.2: as contas e os alertas de rules.yaml, e o que se promete. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

const FAILED = '`sum(rate(llm_answer_duration_seconds_count{llm_answer_outcome="failed"}[5m]))`';
const ALL = '`/ sum(rate(llm_answer_duration_seconds_count[5m]))`';
const P95 = '`expr: histogram_quantile(0.95, sum by (le) (rate(llm_answer_duration_seconds_bucket[5m])))`';
const TOKENS = '`expr: sum(rate(gen_ai_client_token_usage_sum[5m])) * 60`';
const COST = '`expr: sum(rate(llm_cost_total[5m])) * 3600`';
const ERRORS_HIGH = '`expr: llm:errors:ratio > 0.05`';
const WAIT_HIGH = '`expr: llm:wait:p95 > 1`';
const TOKENS_HIGH = '`expr: llm:tokens:per_minute > 160000`';
const COST_HIGH = '`expr: llm:cost:per_hour > 5`';
const SEVERITY = '`labels: { severity: page }`';
const GOOD = '`sum(rate(llm_answer_duration_seconds_bucket{llm_answer_outcome!="failed", le="2"}[5m]))`';
const BURN = '`expr: (1 - slo:llm:good:ratio) / (1 - 0.95)`';
const BURNING = '`expr: slo:llm:budget:burn > 6`';

function noMetrics(question: string): HintStages {
  return [
    question,
    'Uma regra se calcula sobre o que o programa mandou, e neste passo só rules.yaml muda. As métricas saem de telemetry.ts: um MeterProvider com o recurso (que leva o id da tentativa) e o leitor que as empurra, e o shutdown, que entrega as últimas.',
    'Em telemetry.ts, como estava: `const meterProvider = new MeterProvider({ resource, readers });` e `metrics.setGlobalMeterProvider(meterProvider);`',
  ];
}

function unreadable(question: string, shown: string): HintStages {
  return [
    question,
    'A mensagem diz a linha. YAML se entende pelo recuo, que é de espaços: cada regra começa com "- ", e o que é dela fica uma coluna adiante. Uma duração é 30s, 1m, 1h; "for" e "annotations" são só de alertas; e um texto com dois-pontos, aspas ou chaves vai entre aspas simples, ou num bloco, depois de "|".',
    shown,
  ];
}

export const rulesHints = {
  '03/6.1': {
    ...programHints,
    'no_telemetry:metrics': noMetrics(
      'As contas são de métricas, e nesta execução não chegou nenhuma. Alguma coisa mudou fora de rules.yaml?',
    ),
    rules_unreadable: unreadable(
      'O Prometheus não leria este arquivo. O que há na linha que a mensagem diz, e na de cima?',
      `Uma conta tem duas linhas: \`- record: llm:cost:per_hour\` e ${COST} Um alerta, mais três: \`for: 1m\`, ${SEVERITY} e \`annotations: { summary: 'Uma pessoa em vinte espera mais de um segundo.' }\``,
    ),
    rule_missing: [
      'Falta uma das oito regras. Ela está no arquivo com outro nome, ou com record no lugar de alert?',
      'Um record dá nome a uma conta, e o nome tem, por costume, dois-pontos: nível, métrica, operação. Um alert é uma condição que, quando se cumpre, chama alguém. O nome é o que os painéis e os outros arquivos citam: uma letra diferente é outra regra.',
      'As contas: `- record: llm:errors:ratio`, `- record: llm:wait:p95`, `- record: llm:tokens:per_minute`, `- record: llm:cost:per_hour`. Os alertas: `- alert: LlmErrorsHigh`, `- alert: LlmWaitHigh`, `- alert: LlmTokensHigh`, `- alert: LlmCostHigh`',
    ],
    rule_invalid: [
      'A expressão não se calcula. A mensagem é de quem a leu: de que parte ela reclama?',
      'rate quer um contador e uma janela, rate(x[5m]), e vem antes de qualquer conta: da soma, da divisão ou da média já não há janela que tirar. Uma comparação é entre números: um limite entre aspas é um texto. E os rótulos têm sublinhados no lugar dos pontos, com o valor entre aspas.',
      `De dentro para fora, janela, rate, soma e só então a conta: ${FAILED}, ${ALL}. Num alerta, o limite é um número: ${ERRORS_HIGH}`,
    ],
    'rule_no_data:llm:errors:ratio': [
      'A fração de erros não deu número nenhum. As métricas que chegaram estão na mensagem: a sua está entre elas, com todas as letras?',
      'De llm.answer.duration, em segundos, o Prometheus faz três: llm_answer_duration_seconds_count, _sum e _bucket (em /metrics, o exporter deste lab não escreve a unidade; por OTLP, ela vem). Se o nome confere, é um rótulo que não: uma divisão de séries com rótulos diferentes, ou um desfecho que ninguém escreve, não dá zero, não dá nada.',
      `Os desfechos são ok, repaired e failed, e soma-se dos dois lados antes de dividir: ${FAILED} ${ALL}`,
    ],
    'rule_no_data:llm:wait:p95': [
      'O p95 não deu número nenhum. histogram_quantile precisa de um rótulo em especial: ele ainda está lá, depois da soma?',
      'Um histograma são contadores, um por faixa, e o rótulo le diz até onde vai cada uma. sum() sem by junta tudo num número e perde o le: não sobra histograma. E as faixas estão em _bucket, não em _sum nem em _count.',
      `Some as séries, e guarde só o le: ${P95}`,
    ],
    'rule_no_data:llm:tokens:per_minute': [
      'A conta dos tokens não deu nada. Que nome eles têm entre as métricas que chegaram?',
      'A unidade de gen_ai.client.token.usage é {token}, e o que vem entre chaves é uma anotação: não entra no nome. É um histograma, feito pela instrumentação do passo 4.1, e os tokens somados estão em _sum.',
      TOKENS,
    ],
    'rule_no_data:llm:cost:per_hour': [
      'A conta do custo não deu nada. Com que nome llm.cost chegou?',
      'Um contador ganha _total no fim, e a unidade {USD}, entre chaves, não entra no nome.',
      COST,
    ],
    rule_no_data: [
      'O alerta não tem o que comparar. A conta que ele cita existe, com este nome?',
      'Um alerta sem dados não se queixa: fica calado, como se tudo estivesse bem, e é por isso que a conferência não o aceita. O nome de uma conta é o que está no record deste mesmo arquivo, com os dois-pontos.',
      `Cada um cita a sua: ${ERRORS_HIGH}, ${WAIT_HIGH}, ${TOKENS_HIGH}, ${COST_HIGH}`,
    ],
    'rule_value_differs:llm:errors:ratio': [
      'De nove perguntas, quatro ficaram sem resposta, e a sua conta diz outra coisa. O que está em cima da divisão, e o que está embaixo?',
      'A fração é dos que falharam sobre todos, e não sobre os que deram certo: essa passa de 1. Todos inclui as corrigidas. Contam-se perguntas, que é o que alguém sente: chamadas falham, são repetidas, e ninguém percebe. Sem sum dos dois lados, cada série se divide por si mesma, e dá 1. E é uma fração: nada de vezes cem.',
      `Em cima: ${FAILED} Embaixo: ${ALL}`,
    ],
    'rule_value_differs:llm:wait:p95': [
      'Duas pessoas em nove esperaram mais de um segundo, e o seu número não as mostra. Você calculou o p95, ou outra coisa?',
      'A média (_sum sobre _count) mistura quem esperou com quem não esperou, e ninguém espera a média. O p95 sai das faixas; o 0.95 é uma fração, e 95 dá infinito; 0.5 é a mediana. O resultado já vem em segundos.',
      P95,
    ],
    'rule_value_differs:llm:tokens:per_minute': [
      'Houve mais tokens do que isso, ou menos. O que você somou, e por quanto tempo?',
      'rate é por segundo: por minuto, são sessenta vezes mais. De um histograma, _sum é a soma dos tokens, _count é quantas vezes se anotou. Dividir o total pelo minuto também não serve: o total cresce desde que o programa começou, e quem dá o ritmo é rate.',
      TOKENS,
    ],
    'rule_value_differs:llm:cost:per_hour': [
      'O custo por hora não é esse. Quantos segundos há numa hora, e quantos a sua conta supõe?',
      'rate dá dólares por segundo, um número que ninguém consegue ler; por hora, ele se multiplica por 3600. A janela, de cinco minutos ou de uma hora, só diz quanto do passado se olha: o resultado continua por segundo.',
      COST,
    ],
    rule_series_exceeded: [
      'A conta deu várias séries, e a pergunta era uma só. De onde vêm os rótulos que as separam?',
      'Sem sum, há um resultado por combinação de rótulos: por modelo, por desfecho, por tipo de token, e amanhã por instância. Um alerta em cima disso dispara por um pedaço, e um painel desenha dez linhas. sum junta tudo; sum by (…) guarda só os rótulos que se dizem.',
      `Um número para o serviço todo: ${TOKENS}; no p95, só o le sobrevive: ${P95}`,
    ],
    'rule_not_firing:LlmErrorsHigh': [
      'Quase metade das perguntas ficou sem resposta, e o alerta dos erros não tocou. Em que unidade está o limite dele?',
      'A conta é uma fração, de 0 a 1: cinco por cento se escrevem 0.05, e 5 seria quinhentos por cento. E o sinal diz o lado: o alerta é de quando passa do limite, não de quando está abaixo.',
      `Mais de cinco em cem: ${ERRORS_HIGH}`,
    ],
    'rule_not_firing:LlmWaitHigh': [
      'Houve quem esperasse mais de um segundo, e o alerta da espera não tocou. O limite fala a mesma unidade que a conta?',
      'A métrica é em segundos, e o p95 também: 1000 seriam dezesseis minutos. Um limite que só o pior dia passa não avisa ninguém; e o da média, muito menos.',
      `Um segundo: ${WAIT_HIGH}`,
    ],
    'rule_firing:LlmTokensHigh': [
      'Foram nove perguntas, um dia tranquilo, e o alerta dos tokens tocou. Que limite justificaria chamar alguém?',
      'Maior que zero é dizer que há tráfego. Um alerta que toca em dia bom é desligado, e no dia ruim ninguém o ouve. O limite aqui é o do provedor, tantos tokens por minuto, com alguma folga antes dele.',
      `Oito décimos de um limite de 200 mil: ${TOKENS_HIGH}`,
    ],
    'rule_firing:LlmCostHigh': [
      'O custo deste tráfego é de menos de um centavo por hora, e o alerta tocou. Quanto é demais?',
      'Quem responde é quem paga: um limite em dinheiro, por hora, que num dia normal não se alcança. Não pode ser zero, e não é o preço de uma pergunta.',
      `Cinco dólares por hora: ${COST_HIGH}`,
    ],
    rule_label_differs: [
      'O alerta dos erros não diz a gravidade dele. Como quem o recebe sabe se acorda alguém?',
      'Os rótulos de um alerta decidem o caminho: quem entrega os avisos manda um severity page para o telefone, e um warning para a fila de amanhã. É na regra que ele se escreve, em labels, e não em annotations.',
      `No alerta, ao lado do for: ${SEVERITY}`,
    ],
    rule_annotation_differs: [
      'O alerta dos erros toca e não diz o que houve. O que leria quem acordou com ele?',
      'A annotation summary é a frase que chega ao telefone: o que está acontecendo com as pessoas, e não a expressão que disparou. Se há o que fazer, um endereço de roteiro vai ao lado.',
      "`annotations: { summary: 'De cada cem perguntas, mais de cinco ficam sem resposta.' }`",
    ],
  },
  '03/6.2': {
    ...programHints,
    'no_telemetry:metrics': noMetrics(
      'Um SLO se confere com métricas, e não chegou nenhuma. O programa ainda as manda?',
    ),
    rules_unreadable: unreadable(
      'O arquivo de regras deixou de se ler. O que foi acrescentado por último, e em que coluna começa?',
      `O segundo grupo tem a sua lista de regras, no mesmo recuo do primeiro: \`- name: slo\`, \`- record: slo:llm:budget:burn\`, ${BURN}`,
    ),
    rule_missing: [
      'Falta uma regra. São três novas, e as oito do passo anterior continuam: todas estão no arquivo, com estes nomes?',
      'Um arquivo tem vários grupos, e cada grupo, a sua lista: um segundo "rules" no mesmo grupo apagaria o primeiro. As duas contas são record, e o aviso, alert.',
      'No grupo slo: `- record: slo:llm:good:ratio`, `- record: slo:llm:budget:burn`, `- alert: LlmBudgetBurning`',
    ],
    rule_invalid: [
      'A expressão não se calcula. Você filtrou, ou olhou para trás, numa conta que ninguém gravou ainda?',
      'Na conferência, o nome de uma conta deste arquivo vale pela expressão dela: usa-se inteiro, sem rótulos, sem janela e sem offset. A janela e os filtros ficam onde estão as métricas, dentro do rate. Se não é isso, conte os parênteses.',
      `As métricas, com filtro e janela: ${GOOD} A conta, inteira: ${BURN}`,
    ],
    'rule_no_data:slo:llm:good:ratio': [
      'A fração das boas não deu número nenhum. A faixa que você pediu existe?',
      'le é um rótulo, e o valor dele é um texto: o limite da faixa como ela foi criada em ask.ts. Só há os que estão em explicitBucketBoundaries, mais +Inf; um limite do meio, ou escrito de outro jeito, não acha nada. E as faixas estão em _bucket.',
      `Um dos limites de \`advice: { explicitBucketBoundaries: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10] },\`: ${GOOD}`,
    ],
    rule_no_data: [
      'Não há o que comparar, ou de que fazer a conta. O nome que você cita é o da conta que escreveu?',
      'O gasto sai da fração das boas, e o alerta, do gasto: se um nome não confere, o que vem depois dele fica calado, e um SLO calado parece um SLO cumprido.',
      `Uma conta chama a outra: ${BURN}; e o alerta, a segunda: ${BURNING}`,
    ],
    'rule_value_differs:slo:llm:good:ratio': [
      'De dez perguntas, cinco tiveram resposta em até dois segundos, e a sua conta não diz isso. O que é uma resposta boa, para quem espera?',
      'Uma boa tem duas condições, e as duas na mesma série: houve resposta (à primeira, ou corrigida), e ela veio a tempo. Quem só olha o desfecho perdoa a que demorou; quem só olha o tempo elogia quem falhou depressa; quem só aceita ok esquece as corrigidas, que a pessoa recebeu como as outras. Embaixo vão todas.',
      `As que têm resposta, até dois segundos: ${GOOD} Sobre todas: ${ALL}`,
    ],
    rule_series_exceeded: [
      'Uma promessa só, e a conta deu várias. O que a separou?',
      'O SLO é do serviço inteiro: por desfecho ou por modelo, cada série teria o seu orçamento. Soma-se em cima e embaixo, e depois se divide.',
      `Com sum dos dois lados: ${GOOD} ${ALL}`,
    ],
    'rule_value_differs:slo:llm:budget:burn': [
      'Metade das perguntas não foi boa, e o orçamento gasta-se nesse ritmo. Que parte a promessa deixava falhar?',
      'Quem promete 95% guarda 5% para errar: 1 - 0.95. O ritmo é o que se gasta (1 menos as boas) sobre o que se guardou. Um é gastar tudo exatamente no fim da janela; dez, dez vezes antes. Dividir por 0.95, que é a promessa, ou só subtrair uma da outra, dá um número sem esse sentido.',
      `O que faltou, sobre o que podia faltar: ${BURN}`,
    ],
    rule_not_firing: [
      'O orçamento se gasta dez vezes mais depressa do que devia, e o alerta não tocou. Que ritmo você esperava?',
      'O ritmo é quantas vezes mais depressa: 1 é o combinado, 6 acaba um mês em cinco dias, 14.4 em dois. Não é uma porcentagem, nem a fração das boas, que fica sempre abaixo de 1.',
      `Seis vezes já merece uma pessoa: ${BURNING}`,
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;
