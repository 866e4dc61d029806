// Exercício 01e/2: um teste para a instrumentação.
//
// checkout.ts tem uma função instrumentada. try-versions.ts a roda com um exporter que guarda os spans na memória, e entrega
// a check() os que terminaram: primeiro os da versão certa, depois os de quatro defeituosas. check() lança quando reprova.

import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { tryVersions } from './try-versions';

function check(spans: readonly ReadableSpan[]): void {
  const order = spans.find(({ name }) => name === 'pedido');
  const charge = spans.find(({ name }) => name === 'cobrar');
  // #region 2 Exija que os dois spans tenham chegado
  assert.ok(order, 'pedido não chegou');
  assert.ok(charge, 'cobrar não chegou');
  // #endregion
  // #region 2 Exija que cobrar seja filho de pedido
  assert.equal(charge.parentSpanContext?.spanId, order.spanContext().spanId, 'cobrar não é filho de pedido');
  // #endregion
  // #region 2 Exija a quantidade de itens, e que seja um número
  assert.equal(order.attributes['order.items'], 3, 'order.items não é o número 3');
  // #endregion
  // #region 2 Exija que a cobrança diga que falhou
  assert.equal(charge.status.code, SpanStatusCode.ERROR, 'o status de cobrar não é ERROR');
  // #endregion
}

void tryVersions(check);
