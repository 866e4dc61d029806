/** As dicas do passo 4.3: quanto cada chamada custou, sirva a resposta ou não. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { noMetrics, noSpans } from './silence.ts';

type Hints = Readonly<Record<string, HintStages>>;

const CREATE_COST =
  "`const cost = meter.createCounter('llm.cost', { unit: '{USD}', description: 'Quanto as chamadas custaram' });`";
const PRICE = '`const usd = costUsd(call.model, usage);`';
const SET_COST = "`span?.setAttribute('llm.cost', usd);`";
const ADD_COST = "`cost.add(usd, { 'gen_ai.request.model': call.model });`";

export const costHints = {
  '03/4.3': {
    ...programHints,
    no_telemetry: noSpans('A conta levou os spans todos embora. O que se mudou fora de callModel?'),
    'no_telemetry:metrics': noMetrics(
      'O custo é uma métrica a mais, e chegaram menos: nenhuma. O que houve com o provider delas?',
    ),
    'span_missing:call_llm_api': [
      'Faz-se a conta, e o span da chamada não chega. A linha nova roda antes do fim dele, ou no lugar?',
      'callModel só escreve no span atual; quem o abre e termina é llmCallWithTelemetry, que este passo não muda.',
      `Três linhas, depois de ${PRICE} e antes do return: o span (${SET_COST}) e o counter (${ADD_COST})`,
    ],
    'attribute_missing:call_llm_api:llm.cost': [
      'Há uma chamada paga sem custo no span. É a que deu certo, ou a que veio fora da forma? O provedor cobrou esta última?',
      'Cobra-se o que o modelo escreveu, sirva ou não: uma resposta fora da forma custa, e a correção custa outra vez. A linha que anota o custo tem de rodar antes da que pode lançar.',
      `Logo depois de ${PRICE}, e acima do return: ${SET_COST}`,
    ],
    'attribute_differs:call_llm_api:llm.cost': [
      'O custo está no span, e não é um número de dólares que se possa somar. Quanto custa uma resposta curta?',
      'São milésimos de centavo: com duas casas, toda resposta é de graça, e mil delas também. Nada de arredondar, nem de cifrão: o valor é um número, em dólares, e quem o mostra é que o formata. Tokens e centavos são outras contas.',
      `O que costUsd dá, como dá: ${PRICE} e ${SET_COST}`,
    ],
    status_differs: [
      'O status de uma chamada mudou com a conta. Saber o preço diz se ela deu certo?',
      'Uma resposta cara pode estar certa, e uma de graça, errada. Quem decide é a conferência da forma, que vem depois da conta, ainda dentro do span, e o catch de sempre.',
      'A última linha de callModel: `return parseAnswer(content);` E, no catch, `span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });`',
    ],
    'attribute_missing:call_llm_api:error.type': [
      'Uma chamada que falhou perdeu o error.type. Ao mexer na conta, o que se fez da exceção?',
      'Um try em volta da conferência, só para não perder o custo, engole o erro que os passos anteriores contavam. Não é preciso: o custo se anota antes dela.',
      "Nada se apanha em callModel; quem apanha é o catch de fora: `span.setAttribute('error.type', errorType(error));`",
    ],
    'attribute_differs:call_llm_api:error.type': [
      'As chamadas que falharam têm outro error.type. De onde veio o erro que está lá?',
      'Um TypeError, ou um ReferenceError, é da linha nova: o counter usado antes de existir, ou um usage que não veio. A mensagem da exceção, no span, diz qual.',
      `Depois de ${PRICE}, o que pode faltar já é zero: \`return { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 };\``,
    ],
    'metric_missing:llm.cost': [
      'O custo aparece nos spans, e não há métrica nenhuma com esse nome. Como se saberia o gasto da última hora?',
      'Os spans podem ser amostrados, e uma soma sobre eles seria a de uma parte. A métrica conta todas as chamadas. O nome é um só, llm.cost: o modelo vai num atributo, e não no nome.',
      `Criada uma vez, no alto: ${CREATE_COST} e somada a cada chamada: ${ADD_COST}`,
    ],
    'metric_type_differs:llm.cost': [
      'O dinheiro gasto chegou como outro tipo de métrica. Um gasto pode ser desfeito?',
      'Um counter só cresce, e dele se tira quanto se gasta por hora. Um gauge mostraria o preço da última chamada; um UpDownCounter, um saldo, que é outra coisa. O histograma até teria a soma, mas com faixas que aqui ninguém escolheu.',
      CREATE_COST,
    ],
    'metric_unit_differs:llm.cost': [
      'O custo chegou com outra unidade. Como se escreve uma unidade que não é do UCUM?',
      'O UCUM tem segundos, bytes e quilômetros, e não tem moedas. O que se conta, e não se mede, vai entre chaves: {USD}, {token}, {call}. Sem as chaves, uma ferramenta tentaria entender U, S e D.',
      `Com as chaves: ${CREATE_COST}`,
    ],
    'metric_value_differs:llm.cost': [
      'O total do custo é grande demais para tão poucas respostas, ou não é nada. O que cada add somou?',
      'Num counter, o que se soma é o primeiro argumento. Com 1, contam-se chamadas (já há quem as conte); com os tokens, tokens. E o valor em dólares, posto num atributo, faria uma série nova a cada resposta.',
      `Soma-se o preço, e o atributo diz de quem: ${ADD_COST}`,
    ],
    'metric_attribute_missing:llm.cost': [
      'Sabe-se quanto se gastou, e não com que modelo. Trocar de modelo é a primeira economia que se tenta: como se veria o efeito?',
      'O segundo argumento de add diz de que série é. O modelo tem poucos valores possíveis; a pergunta e quem perguntou, não, e não entram.',
      `O mesmo nome que as outras métricas usam, para que se possam cruzar: ${ADD_COST}`,
    ],
    'metric_attribute_differs:llm.cost': [
      'O custo tem o modelo, e nenhum é o lab-1. Que nome se pôs?',
      'É o modelo que se pediu, como em llm.api.calls: está em call.model. Um rótulo seu, ou o nome do provedor, não se cruza com nada.',
      `Em callModel: ${ADD_COST}`,
    ],
  },
} satisfies Record<string, Hints>;
