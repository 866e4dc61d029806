// A API de quem acompanha a estação, aqui de mentira: responde como a Open Notify, e não é um serviço nosso.
//
// Como toda API dos outros, às vezes ela falha. Aqui, sempre nas mesmas vezes, para que a aula se repita.

import './telemetry';
import { trace } from '@opentelemetry/api';
import { stationAt } from './orbit';
import { createService, listen } from './service';

/** De cada seis pedidos: um bom; um que só dá certo da segunda vez; um que falha as duas; e um bom. */
const ANSWERS = [200, 503, 200, 503, 503, 200];
let count = 0;

const app = createService();

app.get('/iss-now.json', (request, response) => {
  // O que um desconhecido fica sabendo de nós. A nossa telemetria não chegaria até a dele.
  const { baggage } = request.headers;
  if (baggage) trace.getActiveSpan()?.setAttribute('http.request.header.baggage', [String(baggage)]);
  const status = ANSWERS[count++ % ANSWERS.length] ?? 200;
  if (status !== 200) {
    response.status(status).json({ message: 'failure', reason: 'Muitos pedidos. Tente daqui a pouco.' });
    return;
  }
  const { latitude, longitude, at } = stationAt(new Date());
  response.json({
    message: 'success',
    timestamp: Math.floor(Date.parse(at) / 1000),
    iss_position: { latitude: latitude.toFixed(4), longitude: longitude.toFixed(4) },
  });
});

listen(app, { port: 5004 });
