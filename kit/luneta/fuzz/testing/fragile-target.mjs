/** Um servidor que se diz pronto e morre com a primeira conexão: o fuzz tem de notar. */
import { createServer } from 'node:net';

const server = createServer(() => {
  console.error('TypeError: defeito de propósito');
  process.exit(7);
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, ports: { otlpHttp: server.address().port } }));
});
