// Mata o gateway no meio da carga, sem aviso, e o põe no ar de novo. O que ele já tinha confirmado tem de estar no store.

import { conduct } from './experiment/conduct';

void conduct('collector', async (bench) => {
  const sending = bench.phase('send load', () => bench.send(200));
  await bench.untilAcknowledged(100);
  await bench.phase('kill collector', () => bench.killGateway());
  await bench.phase('restart collector', () => bench.startGateway());
  await sending;
});
