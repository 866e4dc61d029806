import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';

export const resourceHints = {
  '02/0': {
    ...programHints,
    no_telemetry: [
      'O serviço atendeu, parou, e nenhuma métrica sua chegou. A que telemetry.ts já mandava sozinha deixou de sair, ou saiu sem dizer de quem era?',
      'Antes de você, process.uptime já chegava. Este passo só muda o recurso: o MeterProvider, o leitor que exporta e o shutdown() ficam como estavam. E um lab.attempt escrito à mão faria as suas métricas parecerem de outra execução: quem o diz é o ambiente.',
      'O que já havia: `metrics.setGlobalMeterProvider(meterProvider);`. E o recurso acaba assim: `}).merge(detectResources({ detectors: [envDetector] }));`',
    ],
    metric_missing: [
      'Chegaram métricas, e não process.uptime. Alguém mexeu no que já havia em telemetry.ts?',
      'Este passo só muda o recurso, que é um valor; o provider, o reader e a métrica abaixo dele ficam como estavam.',
      "A métrica que já havia: `.createObservableGauge('process.uptime', { unit: 's', description: 'Há quanto tempo o processo está no ar' })`",
    ],
    metric_service_differs: [
      'A métrica chegou, e não diz que é do iss-distance-service. Quem diz o nome de um serviço: a métrica, o meter ou o recurso?',
      'service.name é um atributo do recurso, e o recurso se dá ao provider. telemetry.ts é um só para todos os serviços, e por isso o nome não pode estar escrito nele: serviceName já é o nome de quem o carregou. O nome dado a getMeter é outra coisa: diz quem escreveu a instrumentação.',
      'No objeto de resourceFromAttributes: `[ATTR_SERVICE_NAME]: serviceName,`',
    ],
    metric_resource_missing: [
      'O recurso chegou incompleto. Que três perguntas ele responde, e qual ficou sem resposta?',
      'Quem é (service.name), que versão (service.version), em que ambiente (deployment.environment.name). As constantes ATTR_… já estão importadas: com elas não se erra uma letra, nem se usa um nome antigo. deployment.environment, sem o .name, é o nome antigo.',
      "As que faltam: `[ATTR_SERVICE_VERSION]: '1.0.0',` e `[ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'dev',`",
    ],
    'metric_resource_missing:process.uptime:lab.attempt': [
      'O recurso chegou só com o que está escrito no programa. E o que o ambiente dizia dele?',
      'OTEL_RESOURCE_ATTRIBUTES só é lida se alguém pedir: quem a lê é o envDetector, e o que ele acha precisa ser somado ao seu recurso. Em a.merge(b), o que há nos dois fica como está em b: o ambiente tem a última palavra.',
      'Depois do seu objeto, no lugar do ponto e vírgula: `}).merge(detectResources({ detectors: [envDetector] }));`',
    ],
    'metric_resource_differs:process.uptime:lab.attempt': [
      'O recurso traz um lab.attempt que não é o desta execução. De onde ele veio?',
      'Quem diz lab.attempt é o lab, pela variável OTEL_RESOURCE_ATTRIBUTES, a cada execução. Escrito no programa, ele fica velho.',
      'Deixe só o ambiente dizer: `.merge(detectResources({ detectors: [envDetector] }));`',
    ],
    'metric_resource_differs:process.uptime:service.version': [
      'service.version está lá, e não parece uma versão. De que tipo é o valor, e quantos números ele tem?',
      'Uma versão é um texto, como o do package.json: três números. Com ele se pergunta se o erro começou na 1.0.0 ou na 1.1.0; o número 1 não distingue as duas.',
      "Entre aspas: `[ATTR_SERVICE_VERSION]: '1.0.0',`",
    ],
    'metric_resource_differs:process.uptime:deployment.environment.name': [
      'O ambiente está lá, com outro nome. Como esta turma chama o dela?',
      'O valor é livre, mas é um acordo: quem procura por "dev" não acha "development", nem "Dev", nem "desenvolvimento". Aqui o acordo é dev.',
      "Três letras, minúsculas: `[ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'dev',`",
    ],
  },
} satisfies Record<string, Readonly<Record<string, HintStages>>>;
