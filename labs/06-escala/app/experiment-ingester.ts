// Deixa o ingester sem store no meio da carga; depois mata-o quando o store já gravou, e ele ainda não soube.

import { conduct } from './experiment/conduct';

void conduct('ingester', async (bench) => {
  await bench.phase('send load', () => bench.send(60));
  bench.store.cut();
  await bench.phase('send load without store', async () => {
    await bench.send(60);
    // Sem isto, o store podia voltar antes de o ingester lhe fazer falta.
    await bench.store.untilRefused();
  });
  bench.store.restore();
  const sending = bench.phase('send load again', () => bench.send(120));
  await bench.phase('lose the answer of the store', () => bench.store.loseAnswers());
  await bench.phase('kill ingester', () => bench.killIngester());
  bench.store.restore();
  await bench.phase('restart ingester', () => bench.startIngester());
  await sending;
});
