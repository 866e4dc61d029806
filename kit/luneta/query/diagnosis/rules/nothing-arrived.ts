import { DOORS } from '../../../doors.ts';
import type { Rule, Sighting } from '../finding.ts';
import { isLostTelemetry, receivesTelemetry } from '../rejections.ts';
import type { DoorView, Snapshot } from '../snapshot.ts';

/** Para onde cada exporter manda se ninguém lhe diz nada. */
const WHO_POINTS_HERE = {
  otlpHttp: 'exporters OTLP/HTTP (…-otlp-proto e …-otlp-http)',
  otlpGrpc: 'exporters OTLP/gRPC (…-otlp-grpc)',
  jaegerBinary: '@opentelemetry/exporter-jaeger, o do Node',
  jaegerCompact: 'exporters Jaeger de Python, Go e Java',
  jaegerHttp: 'exporters Jaeger com um endereço HTTP',
  zipkin: 'exporters Zipkin',
} as const;

/** Nada chegou, nem o que foi recusado: de resto, há uma regra que explica. A pergunta de amostragem não é telemetria. */
export function isEverythingSilent({ doors, stats, scrapes = [] }: Snapshot): boolean {
  const visited = scrapes.some(({ up }) => up);
  return stats.spans === 0 && stats.evictedTraces === 0 && !visited && !doors.filter(receivesTelemetry).some(wasTried);
}

function wasTried({ stats }: DoorView): boolean {
  const { spans, metricPoints, logRecords, rejectedSpans, rejected } = stats;
  return spans + metricPoints + logRecords + rejectedSpans > 0 || [...rejected.keys()].some(isLostTelemetry);
}

export const rule: Rule = {
  code: 'nothing_arrived',
  severity: 'warning',
  title: 'Nada chegou a nenhuma porta',
  explanation:
    'Nenhum exporter mandou nada até agora. Se o programa já rodou, os spans ficaram nele (o processo acabou antes do ' +
    'envio, ou a amostragem os descartou) ou foram para outro endereço. Por padrão, OTLP/HTTP vai para a porta 4318, ' +
    'OTLP/gRPC para a 4317, o exporter Jaeger do Node para a 6832/udp, os de Python, Go e Java para a 6831/udp, e o ' +
    'Zipkin para a 9411.',
  fix:
    'Confira se o programa registra o provider e espera `provider.shutdown()` antes de acabar, e se o endereço do ' +
    'exporter é o de uma das portas da Luneta.',
  *find(snapshot): Generator<Sighting> {
    if (!isEverythingSilent(snapshot)) return;
    const doors = snapshot.doors.filter(({ name }) => name in WHO_POINTS_HERE);
    const list = doors.map(describeDoor).join('; ');
    yield { detail: list === '' ? 'nenhuma porta de telemetria está aberta' : `portas abertas: ${list}` };
  },
};

function describeDoor({ name, port }: DoorView): string {
  const { defaultPort, transport } = DOORS[name];
  const moved = port === defaultPort ? '' : `, em vez da ${defaultPort}`;
  const who = name in WHO_POINTS_HERE ? WHO_POINTS_HERE[name as keyof typeof WHO_POINTS_HERE] : '';
  return `${port}/${transport}${moved} (${who})`;
}
