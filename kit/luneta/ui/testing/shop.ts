/** Uma loja de mentira, sempre a mesma: traces de vários serviços em OTLP/JSON, para as imagens e os testes das páginas. */

/** Quem chama quem, a partir do primeiro, e de cada quantas chamadas uma falha. */
const CALLS: readonly (readonly [parent: string, child: string, failsEvery: number])[] = [
  ['gateway', 'catalogo', 0],
  ['gateway', 'carrinho', 0],
  ['gateway', 'pedidos', 9],
  ['pedidos', 'pagamentos', 4],
  ['pedidos', 'estoque', 0],
  ['pagamentos', 'antifraude', 0],
  ['pedidos', 'notificacoes', 0],
  ['catalogo', 'estoque', 0],
];

const SERVER = 2;
const ERROR = 2;
const REFUSED = 'cartão recusado';

/** Um pedido de exportação por serviço e trace; os traces terminam até `nowMs`, um a cada `everyMs`. */
export function shopRequests(nowMs: number, traces: number, everyMs = 20_000): unknown[] {
  return Array.from({ length: traces }, (_, i) => shopRequest(i, nowMs - 1_000 - (traces - 1 - i) * everyMs));
}

/** O id do trace desta posição, a partir de 0. */
export function shopTraceId(index: number): string {
  return `5a0b${(index + 1).toString(16).padStart(28, '0')}`;
}

function shopRequest(index: number, endMs: number): unknown {
  const traceId = shopTraceId(index);
  const spanId = (n: number): string => (index * 100 + n + 1).toString(16).padStart(16, '0');
  const ids = new Map([['gateway', spanId(0)]]);
  const durationMs = 40 + ((index * 37) % 90);
  const startMs = endMs - durationMs;
  const spans = [span('gateway', 'POST /comprar', ids.get('gateway')!, '', startMs, endMs, index % 9 === 8)];
  CALLS.forEach(([parent, child, failsEvery], n) => {
    // Nem todo pedido passa por tudo: as setas ficam com espessuras diferentes.
    if (n > 1 && index % (n > 4 ? 3 : 2) === 1) return;
    const above = ids.get(parent);
    if (above === undefined) return;
    const id = spanId(n + 1);
    ids.set(child, id);
    const begin = startMs + 2 + n * 3;
    spans.push(
      span(
        child,
        `GET /${child}`,
        id,
        above,
        begin,
        Math.min(begin + 6 + ((index * 13 + n * 7) % 25), endMs),
        failsEvery > 0 && index % failsEvery === 0,
      ),
    );
  });
  return { resourceSpans: spans };

  function span(
    service: string,
    name: string,
    id: string,
    parent: string,
    from: number,
    to: number,
    failed: boolean,
  ): unknown {
    return {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [
        {
          scope: { name: 'loja' },
          spans: [
            {
              traceId,
              spanId: id,
              ...(parent !== '' && { parentSpanId: parent }),
              name,
              kind: SERVER,
              startTimeUnixNano: `${from}000000`,
              endTimeUnixNano: `${to}000000`,
              ...(failed && { status: { code: ERROR, message: REFUSED }, events: [refusal(to - 1)] }),
            },
          ],
        },
      ],
    };
  }
}

/** O que `recordException` escreve. */
function refusal(atMs: number): unknown {
  const pairs = { 'exception.type': 'CardDeclinedError', 'exception.message': REFUSED };
  const attributes = Object.entries(pairs).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  return { name: 'exception', timeUnixNano: `${atMs}000000`, attributes };
}

/** Um progresso de curso no meio, com uma conferência que ainda não passou. @param traceId O trace que se conferiu. */
export function sampleCourse(traceId: string): unknown {
  const step = (id: string, title: string, status: string, needs: string[] = []) => ({ id, title, status, needs });
  return {
    labs: [
      {
        id: '01-tracing',
        title: 'O primeiro trace',
        steps: [
          step('01/1', 'Ligar o SDK e ver um span no terminal', 'passed'),
          step('01/2', 'Um span de servidor para cada pedido', 'passed'),
          step('01/3', 'Propagar o contexto entre dois serviços', 'pending'),
          step('01/4', 'Registrar exceções e o status de erro', 'pending'),
        ],
      },
      {
        id: '02-collector',
        title: 'O Collector no meio do caminho',
        steps: [
          step('02/1', 'Receber por OTLP e repassar', 'pending', ['docker']),
          step('02/2', 'Amostragem na cauda', 'pending', ['docker']),
        ],
      },
      { id: '00-boas-vindas', title: 'Boas-vindas', steps: [step('00/1', 'Conferir a máquina', 'passed')] },
    ],
    last: {
      step: '01/3',
      passed: false,
      checks: [
        {
          code: 'span_present',
          passed: true,
          expected: 'um span “POST /comprar” do serviço gateway',
          observed: 'chegou',
          hint: '',
          traceId,
        },
        {
          code: 'parent_mismatch',
          passed: false,
          expected: '“GET /pedidos” dentro de “POST /comprar”, no mesmo trace',
          observed: '“GET /pedidos” veio em outro trace, sem pai',
          hint: 'O cabeçalho traceparent sai do gateway? Confira se o fetch é instrumentado antes de o servidor subir.',
          traceId,
        },
      ],
      ghosts: [{ name: 'reservar itens', parent: 'GET /pedidos' }],
    },
  };
}
