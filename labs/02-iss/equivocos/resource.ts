import type { Trades } from '../../trades.ts';

const ENVIRONMENT = "[ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'dev',";

export const resourceTrades: Trades = {
  '02/0': [
    // um arquivo para todos, e o mesmo nome em todos
    ['[ATTR_SERVICE_NAME]: serviceName', "[ATTR_SERVICE_NAME]: 'iss'", 'metric_service_differs', 'telemetry.ts'],
    // o nome já diz tudo
    [`  [ATTR_SERVICE_VERSION]: '1.0.0',\n`, '', 'metric_resource_missing', 'telemetry.ts'],
    // o nome que o atributo teve até 2024
    [ENVIRONMENT, "'deployment.environment': 'dev',", 'metric_resource_missing', 'telemetry.ts'],
    // cada um chama o ambiente como quer
    [
      ENVIRONMENT,
      ENVIRONMENT.replace('dev', 'Development'),
      'metric_resource_differs:process.uptime:deployment.environment.name',
      'telemetry.ts',
    ],
    // merge mudaria o recurso no lugar: ele devolve outro, e este se perdeu
    [
      'const resource = resourceFromAttributes({',
      'const resource = detectResources({ detectors: [envDetector] });\nresourceFromAttributes({',
      'metric_service_differs',
      'telemetry.ts',
    ],
    // o programa já sabe tudo: quem o põe no ar não tem o que dizer
    [
      '}).merge(detectResources({ detectors: [envDetector] }));',
      '});',
      'metric_resource_missing:process.uptime:lab.attempt',
      'telemetry.ts',
    ],
  ],
};
