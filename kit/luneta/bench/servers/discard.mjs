/** O servidor que só lê e descarta: o mínimo que qualquer receptor de OTLP/HTTP em Node gasta. A régua do bench. */
import { createServer } from 'node:http';

const server = createServer({ keepAliveTimeout: 90_000 }, (request, response) => {
  request.on('data', () => {});
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': 0 });
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, ports: { otlpHttp: server.address().port } }));
});
