/** Os parâmetros de uma consulta do Prometheus ou do Loki: do endereço e, num POST, do formulário do corpo. */
import type { IncomingMessage } from 'node:http';
import { MemoryBudget, readBody, Scratch } from '../http/body.ts';
import { mediaType } from '../http/media-type.ts';
import { searchParams } from '../http/url.ts';

/** Um formulário: a consulta cabe muitas vezes. */
export const MAX_FORM_BYTES = 128 * 1024;
const FORM_TYPE = 'application/x-www-form-urlencoded';

const budget = new MemoryBudget(64 * MAX_FORM_BYTES);
const scratch = new Scratch();

/** Os do corpo valem mais que os do endereço, como no Go. @throws BodyError */
export async function requestParams(req: IncomingMessage): Promise<URLSearchParams> {
  const params = searchParams(req);
  if (req.method !== 'POST' || mediaType(req) !== FORM_TYPE) return params;
  const form = new URLSearchParams((await readBody(req, MAX_FORM_BYTES, budget, scratch)).toString());
  return new URLSearchParams([...form, ...params]);
}
