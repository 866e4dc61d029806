// A página de saúde diante de quem a usa direito e de quem não.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { html, pageStatus, SOON } from './page.ts';
import { createVm, type Status } from './throwaway-vm.ts';

const WORKING: Status = {
  state: 'working',
  step: 'images',
  code: null,
  attempt: 2,
  attempts: 5,
  since: new Date(Date.now() - 83_000).toISOString().replace(/\.\d+/, ''),
};

async function servePage(status: string, log?: string) {
  const vm = await createVm();
  vm.startPage(status, log);
  await expect.poll(() => pageStatus(vm.samplePort), SOON).toBeDefined();
  return { vm, port: vm.samplePort, url: `http://127.0.0.1:${vm.samplePort}` };
}

test('mostra os quatro passos: os feitos, o de agora com a tentativa e há quanto tempo, e o que falta', async () => {
  const { port } = await servePage(JSON.stringify(WORKING));
  const steps = [...(await html(port)).matchAll(/<li class="(\w+)".*?<b>(.*?)<\/b><small>(.*?)<\/small>/g)];
  expect(steps.map(([, kind, title]) => `${kind}: ${title}`)).toEqual([
    'done: Instalar o Docker e o Git',
    'done: Clonar o repositório',
    'working: Preparar as imagens',
    'waiting: Iniciar o app e o Jaeger',
  ]);
  expect(steps[2][3]).toMatch(/^há 1 min \d+ s, tentativa 2 de 5$/);
});

test('nunca se passa pelo app: 503 com Retry-After, e 404 no que não é dela', async () => {
  const { url } = await servePage(JSON.stringify(WORKING));
  for (const path of ['/', '/?a=1', '/status.json']) {
    const response = await fetch(url + path);
    expect([path, response.status, response.headers.get('retry-after')]).toEqual([path, 503, '5']);
  }
  for (const path of ['/status.json.new', '/lab-up.log', '/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd', '/api/traces']) {
    expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
  }
});

test('HEAD responde o mesmo, sem corpo', async () => {
  const { url } = await servePage(JSON.stringify(WORKING));
  const response = await fetch(url, { method: 'HEAD' });
  expect(response.status).toBe(503);
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1000);
  expect(await response.text()).toBe('');
});

test('a política de segurança só deixa passar o próprio estilo', async () => {
  const { url } = await servePage(JSON.stringify(WORKING));
  const response = await fetch(url);
  const css = /<style>(.*?)<\/style>/s.exec(await response.text())![1];
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(css))).toString('base64');
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`style-src 'sha256-${digest}'`);
});

test('o log é texto: HTML não vira página, e cores e caracteres de controle não aparecem', async () => {
  const log = [
    'Reading database ... 5%\rReading database ... 100%\r',
    '\u001B[31mvermelho\u001B[0m e \u001B]0;título\u0007normal',
    '<script>alert("oi")</script> & \u202Eoãçurtni\u0000',
    '',
  ].join('\n');
  const { port } = await servePage(JSON.stringify(WORKING), log);
  expect((await pageStatus(port))?.log).toEqual([
    'Reading database ... 100%',
    'vermelho e normal',
    '<script>alert("oi")</script> & oãçurtni',
  ]);
  const page = await html(port);
  expect(page).toContain('&lt;script&gt;alert(&quot;oi&quot;)&lt;/script&gt; &amp; oãçurtni');
  expect(page).not.toContain('<script');
});

test('de um log enorme, só as últimas vinte linhas', async () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `linha ${index}`);
  const { port } = await servePage(JSON.stringify(WORKING), lines.join('\n') + '\n');
  expect((await pageStatus(port))?.log).toEqual(lines.slice(-20));
});

test.each<[string, string]>([
  ['pela metade', '{"state":'],
  ['uma lista', '[]'],
  ['null', 'null'],
  ['vazia', '{}'],
  ['aninhada demais', '['.repeat(60_000)],
  ['que não é UTF-8', '\uD800'],
  ['com um passo desconhecido', JSON.stringify({ ...WORKING, step: 'reboot' })],
  ['com um passo que é uma lista', JSON.stringify({ ...WORKING, step: [] })],
  ['com um código desconhecido', JSON.stringify({ ...WORKING, code: 'surpresa' })],
  ['com as tentativas em texto', JSON.stringify({ ...WORKING, attempts: 'cinco' })],
  ['com uma data que não existe', JSON.stringify({ ...WORKING, since: '2026-13-01T00:00:00Z' })],
])('uma situação ilegível (%s): mostra o começo em vez de cair', async (_what, status) => {
  const { port } = await servePage(status);
  expect(await html(port)).toContain('Preparando o laboratório');
  expect(await pageStatus(port)).toMatchObject({ state: 'working', step: 'packages', attempts: 1 });
});

test.each<[string, (path: string) => void]>([
  ['um atalho', (path) => symlinkSync('/etc/passwd', path)],
  ['um FIFO', (path) => execFileSync('mkfifo', [path])],
])('%s no lugar do log ou da situação: não é lido nem prende a página', async (_what, put) => {
  const { vm, port } = await servePage(JSON.stringify(WORKING), 'o log de verdade\n');
  for (const path of [join(vm.state, 'lab-up.log'), join(vm.runtime, 'status.json')]) {
    rmSync(path);
    put(path);
  }
  expect(await pageStatus(port)).toMatchObject({ step: 'packages', log: [] });
});

test('conexões que não dizem nada não a prendem: vinte não se notam, e duzentas só até o prazo delas', async () => {
  const { port } = await servePage(JSON.stringify(WORKING));
  const openSlow = async (count: number) => {
    const sockets = Array.from({ length: count }, () => connect(port, '127.0.0.1').on('error', () => {}));
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.write('GET / HT');
  };
  await openSlow(20);
  expect(await pageStatus(port)).toMatchObject({ step: 'images' });
  await openSlow(200);
  await expect.poll(() => pageStatus(port), SOON).toMatchObject({ step: 'images' });
});
