/** O corpo de um `POST /v2.1/track`: uma lista em JSON ou um JSON por linha; e o que se responde de cada envelope. */
import { type Envelope, envelopeSchema } from './envelope';

export interface Refusal {
  index: number;
  statusCode: number;
  message: string;
}

export interface Tracked {
  received: number;
  accepted: Envelope[];
  errors: Refusal[];
}

/** @throws SyntaxError se o corpo não é nem uma coisa nem outra. */
export function readTrack(body: string): Tracked {
  const items = itemsOf(body);
  const accepted: Envelope[] = [];
  const errors: Refusal[] = [];
  for (const [index, item] of items.entries()) {
    const { success, data, error } = envelopeSchema.safeParse(item);
    if (success) {
      accepted.push(data);
    } else {
      const [issue] = error.issues;
      errors.push({ index, statusCode: 400, message: `${issue?.path.join('.')}: ${issue?.message}` });
    }
  }
  return { received: items.length, accepted, errors };
}

function itemsOf(body: string): unknown[] {
  if (body.trimStart().startsWith('[')) return JSON.parse(body) as unknown[];
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new SyntaxError('Empty body.');
  return lines.map((line) => JSON.parse(line) as unknown);
}
