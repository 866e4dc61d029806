// Defeitos de propósito, para que haja o que investigar: em NOTEBOOK_FAULT, ou no arquivo de que NOTEBOOK_FAULT_FILE diz o caminho,
// se escreve, por exemplo, "slow:service-b". Sem nenhuma das duas, este arquivo não faz nada.

import { createFaults } from '@lab-otel/comum/faults';
import { serviceName } from './telemetry';

export const faults = createFaults({ service: serviceName, prefix: 'NOTEBOOK' });
