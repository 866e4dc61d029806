// Mostra o que a VM vai receber: os mesmos dados de usuário do plano, antes do gzip e do base64.

import { readConfig } from '../config/lab-config.ts';
import { orExit } from '../config/or-exit.ts';
import { renderCloudInit } from '../constructs/cloud-init.ts';

console.log(renderCloudInit(orExit(readConfig, 1)));
