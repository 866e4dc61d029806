/** A página de saúde, vista por quem a abre de fora. */
import { expect } from 'vitest';
import type { Status } from './throwaway-vm.ts';

/** Bem abaixo do minuto que alguém esperaria na frente da tela. */
export const SOON = { timeout: 20_000, interval: 50 };

/** O que a página diz em JSON, ou nada se ela não está no ar. */
export async function pageStatus(port: number): Promise<(Status & { log: string[] }) | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/status.json`).catch(() => undefined);
  return response?.status === 503 ? ((await response.json()) as Status & { log: string[] }) : undefined;
}

export async function html(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  expect(response.status).toBe(503);
  return response.text();
}
