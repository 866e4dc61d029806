// Exemplo 4: um app Express com instrumentação automática (http e express) e um span feito à mão.
//
// Até aqui todo span foi escrito por nós. Aqui cada visita ao GET / já gera dois, sem uma linha nossa, e o nosso
// test_span se encaixa neles: no trace, ele fica dentro da requisição que o causou.
//
// Rode com: npx tsx exemplos/example_app.ts   e abra http://127.0.0.1:5000/

// Tem de ser o PRIMEIRO import: depois que o express foi carregado, não há mais como instrumentá-lo.
import { provider, warnIfNobodyListens } from './instrumentacao';

import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import express from 'express';

const tracer = trace.getTracer('example_app');

const app = express();

app.get('/', (_request, response) => {
  // Já existe um span atual aqui, aberto pela instrumentação do Express: test_span nasce filho dele.
  tracer.startActiveSpan('test_span', (span) => {
    response.send('SRE and DevOps work together!!!');
    span.end();
  });
});

function main(): void {
  // HOST fechado na própria máquina por padrão. Dentro de um contêiner, use HOST=0.0.0.0, ou ninguém de fora entra.
  const host = process.env.HOST || '127.0.0.1';
  const portText = process.env.PORT || '5000';
  const port = /^\d+$/.test(portText) ? Number(portText) : NaN;
  if (!(port <= 65535)) {
    console.error(`PORT="${portText}" não é uma porta: use um número de 0 a 65535 (0 escolhe uma livre).`);
    process.exitCode = 2;
    return;
  }

  const server = app.listen(port, host, (error) => {
    if (error) {
      console.error(explainListenError(error, host, port));
      process.exitCode = 2;
      return;
    }
    // Uma linha que outro programa consegue ler: com PORT=0, é por ela que se descobre a porta escolhida.
    console.log(JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port }));
    void warnIfNobodyListens();
  });

  // Ctrl+C manda SIGINT; docker stop e systemd mandam SIGTERM. Sem tratá-los, o app morreria com o último
  // lote de spans ainda na fila. A ordem importa: primeiro terminam as requisições, depois sai a fila.
  let isStopping = false;
  const stop = (): void => {
    // Sob npx e tsx, um único Ctrl+C pode chegar mais de uma vez.
    if (isStopping) return;
    isStopping = true;
    server.close(() => {
      provider.shutdown().catch((error: Error) => console.error(`Os últimos spans se perderam: ${error.message}`));
    });
    // Um cliente que não desliga não pode nos segurar para sempre.
    setTimeout(() => server.closeAllConnections(), 2000).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function explainListenError(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code !== 'EADDRINUSE')
    return `Não consegui ouvir em ${host}:${port} (${error.message}): confira HOST e PORT.`;
  const owner = port === 5000 ? ' (no macOS, costuma ser o AirPlay)' : '';
  return (
    `A porta ${port} já está em uso${owner}: escolha outra na variável PORT ` +
    `(bash: export PORT=5001; PowerShell: $env:PORT=5001) e rode de novo.`
  );
}

main();
