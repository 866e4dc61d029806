// A instrumentação do exemplo 4, em arquivo próprio porque precisa rodar ANTES de todo o resto.
//
// A instrumentação automática troca funções de http e express por versões que também criam spans. Ela só
// alcança o que for carregado depois dela: por isso este é o primeiro import de example_app.ts.

import { createSocket } from 'node:dgram';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { JaegerExporter } from '@opentelemetry/exporter-jaeger';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ConsoleSpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

const agentHost = process.env.OTEL_EXPORTER_JAEGER_AGENT_HOST || 'localhost';
const agentPort = Number(process.env.OTEL_EXPORTER_JAEGER_AGENT_PORT) || 6832;

// O nome do programa é o padrão; OTEL_SERVICE_NAME e OTEL_RESOURCE_ATTRIBUTES, se existirem, vencem.
const resource = defaultResource()
  .merge(resourceFromAttributes({ [ATTR_SERVICE_NAME]: 'service_example' }))
  .merge(detectResources({ detectors: [envDetector] }));

// Dois processors, dois destinos: o terminal, na hora, e o Jaeger, em lotes. Um não sabe do outro.
// O example_app.ts importa o provider para descarregar (flush) a fila quando o app é encerrado.
export const provider = new NodeTracerProvider({
  resource,
  spanProcessors: [
    new SimpleSpanProcessor(new ConsoleSpanExporter()),
    new BatchSpanProcessor(new JaegerExporter({ flushTimeout: 50 })),
  ],
});
provider.register();

// A de http cria o span de cada requisição (SERVER); a de express sabe qual rota atendeu (http.route). As duas
// andam juntas: sem a primeira não há requisição para a segunda completar.
registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new ExpressInstrumentation()] });

// O SDK engole as falhas de envio para não atrapalhar o app. Contamos a primeira, em uma linha, e só ela.
let hasWarned = false;
function warnOnce(reason: string): void {
  if (hasWarned) return;
  hasWarned = true;
  console.error(
    `Os spans não estão chegando ao backend (${reason}): inicie um em outro terminal (npm run luneta). ` +
      `O app segue no ar.`,
  );
}

const ignore = (): void => {};
diag.setLogger(
  {
    // O SDK entrega o erro como um texto JSON, com pilha e tudo; a mensagem basta.
    error: (text) => warnOnce(/"message":"([^"]+)"/.exec(text)?.[1] ?? text),
    warn: ignore,
    info: ignore,
    debug: ignore,
    verbose: ignore,
  },
  DiagLogLevel.ERROR,
);

// O UDP nem sequer falha quando ninguém ouve. Resta perguntar ao sistema operacional se a porta tem dono: quem
// consegue ocupá-la descobre que ela estava livre. Só vale para esta máquina. O app chama depois de abrir a sua porta.
export async function warnIfNobodyListens(): Promise<void> {
  if (process.env.OTEL_EXPORTER_JAEGER_ENDPOINT || !['localhost', '127.0.0.1'].includes(agentHost)) return;
  // Os dois endereços, porque no Windows uma porta ocupada em um deles ainda pode ser ocupada no outro.
  for (const address of ['127.0.0.1', '0.0.0.0']) {
    const isFree = await new Promise<boolean>((resolve) => {
      const socket = createSocket('udp4');
      socket.once('error', () => resolve(false));
      socket.bind(agentPort, address, () => socket.close(() => resolve(true)));
    });
    if (!isFree) return;
  }
  warnOnce(`ninguém ouve a porta UDP ${agentPort} em ${agentHost}`);
}
