/** O que se diz do Collector de um passo. */
import { COLLECTOR_VARIABLE } from './find-collector.ts';

const RELEASES = 'https://github.com/open-telemetry/opentelemetry-collector-releases/releases';

export const collectorTexts = {
  found: (version: string) => `Collector: ${version}`,
  foundInDocker: (image: string) => `Collector: pelo Docker, a imagem ${image}`,
  none: 'Falta um Collector do OpenTelemetry',
  badVariable: (told: string) => `${COLLECTOR_VARIABLE} diz que o Collector é ${told}, e isso não roda`,
  howToGet: (version: string) =>
    `Com o Docker no ar, nada mais é preciso. Sem ele, baixe o otelcol-contrib ${version} do seu sistema em ${RELEASES} e ` +
    `ponha-o no PATH, ou diga onde ele está na variável ${COLLECTOR_VARIABLE}.`,

  accepts: (file: string) => `o Collector aceita ${file}`,
  answers: (file: string) => `com ${file}, o Collector recebe OTLP por HTTP`,
  refused: (file: string, said: string) => `o Collector não começou com ${file}, e disse por quê:\n${said}`,
  silent: (file: string, address: string) =>
    `o Collector está no ar, e ninguém atende em ${address}, o endereço que ele recebeu em COLLECTOR_OTLP_HTTP. Em ${file}, o ` +
    'receiver otlp tem "http" com o endpoint ${env:COLLECTOR_OTLP_HTTP}, e está em algum pipeline?',
  notStarted: (reason: string) => `Não consegui iniciar o Collector. ${reason}`,
  complained: (lines: readonly string[]) => lines.map((line) => `Collector: ${line}`),
} as const;
