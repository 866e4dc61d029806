// O servidor do exercício 01e/4. Ele não sabe nada de telemetria, e não é preciso mexer aqui.

import express from 'express';

const app = express();

app.get('/', (_request, response) => {
  response.send('SRE and DevOps work together!!!');
});

const port = Number(process.env.PORT || 5000);
const server = app.listen(port, process.env.HOST || '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(JSON.stringify({ ready: true, port: server.address().port }));
});

function stop() {
  server.close();
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
