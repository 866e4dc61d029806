// A API de jobs do Databricks, nesta máquina: o mesmo contrato, e roda de verdade o notebook, num processo só dele.
//
// Ela não é nossa, como a de um provedor: não manda telemetria nenhuma, e o que se sabe dela é o que se vê de fora.

import { startJobsServer } from '@lab-otel/05-notebooks/jobs/server';

startJobsServer();
