// Outra solução do exercício 4: a instrumentação num import comum, que roda antes do corpo do módulo; só o servidor espera.

import './instrumentation.mjs';

const start = async () => import('./app.mjs');

await start();
