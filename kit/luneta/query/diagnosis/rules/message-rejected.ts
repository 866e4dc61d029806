/** As recusas que não têm uma regra só sua: o texto delas já diz o que houve. */
import type { Rule } from '../finding.ts';
import { isLostTelemetry, recentRejections } from '../rejections.ts';
import { rule as binaryOnCompactPort } from './binary-on-compact-port.ts';
import { rule as compactOnBinaryPort } from './compact-on-binary-port.ts';
import { rule as grpcOnHttpPort } from './grpc-on-http-port.ts';
import { rule as httpOnGrpcPort } from './http-on-grpc-port.ts';
import { rule as telemetryOnUiPort } from './telemetry-on-ui-port.ts';
import { rule as truncated } from './truncated.ts';
import { rule as wrongContentType } from './wrong-content-type.ts';
import { rule as wrongPath } from './wrong-path.ts';

/** As que têm. */
export const rejectionRules: readonly Rule[] = [
  telemetryOnUiPort,
  compactOnBinaryPort,
  binaryOnCompactPort,
  grpcOnHttpPort,
  httpOnGrpcPort,
  wrongPath,
  wrongContentType,
  truncated,
];

const explained = new Set(rejectionRules.map(({ code }) => code));

export const rule: Rule = {
  code: 'message_rejected',
  severity: 'error',
  title: 'Mensagens recusadas',
  explanation:
    'Chegou telemetria que não pôde ser lida ou guardada, e ela se perdeu. O exemplo diz o motivo da última.',
  fix: 'Leia o motivo no exemplo. Um corpo que não se lê costuma ser de outro protocolo, ou de um exporter feito à mão.',
  find: (snapshot) => recentRejections(snapshot, (code) => isLostTelemetry(code) && !explained.has(code)),
};
