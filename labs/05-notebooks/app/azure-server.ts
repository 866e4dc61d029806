// O Application Insights, nesta máquina: recebe o que o Azure Monitor receberia, confere, e conta na Luneta o que recebeu.

import { startAzureServer } from '@lab-otel/05-notebooks/azure/server';

startAzureServer();
