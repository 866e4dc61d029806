/** Responder com uma página, ou com os dados que uma ilha pede. */
import type { ServerResponse } from 'node:http';
import { sendBody } from '../../http/answer.ts';
import { setPageHeaders } from '../security-headers.ts';

export function sendPage(response: ServerResponse, status: number, html: string): void {
  setPageHeaders(response);
  sendBody(response, status, 'text/html; charset=utf-8', Buffer.from(html));
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  setPageHeaders(response);
  sendBody(response, status, 'application/json', Buffer.from(JSON.stringify(value)));
}
