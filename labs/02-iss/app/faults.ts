// Defeitos de propósito, para que haja o que investigar: em ISS_FAULT, ou no arquivo de que ISS_FAULT_FILE diz o caminho, se
// escreve, por exemplo, "slow:geolocator-service". Sem nenhuma das duas, este arquivo não faz nada.

import { createFaults } from '@lab-otel/comum/faults';
import { serviceName } from './telemetry';

export const faults = createFaults({ service: serviceName, prefix: 'ISS' });
