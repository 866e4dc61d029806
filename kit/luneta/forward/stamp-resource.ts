/**
 * Põe atributos no recurso de cada grupo de um pedido OTLP, sem decodificar o resto: os três sinais têm a mesma forma até ali.
 * O que já havia com as mesmas chaves sai: um programa não se passa por outro aluno.
 */
import { encodeKeyValue } from '../wire/otlp-encode.ts';
import { ProtobufWriter } from '../wire/protobuf-writer.ts';
import { type Field, fieldsIn } from './fields.ts';
import { ATTRIBUTES, keyOf } from './resource-texts.ts';

/** Os números do `.proto`. */
/** `resource_spans`, `resource_metrics`, `resource_logs`. */
const RESOURCE_GROUP = 1;
const RESOURCE = 1;

/**
 * @param request Já validado.
 * @param attributes Por chave; postos na ordem em que vêm.
 * @param unless Os grupos cujo recurso já tem esta chave ficam de fora.
 * @throws WireError se não é um pedido OTLP.
 */
export function stampResource(
  request: Uint8Array,
  attributes: Readonly<Record<string, string>>,
  unless?: string,
): Uint8Array {
  const stamps = Object.entries(attributes).map(([key, value]) =>
    encodeKeyValue({ key, value: { type: 'string', value } }),
  );
  const writer = new ProtobufWriter();
  for (const group of fieldsIn(request).toReversed()) {
    if (group.number !== RESOURCE_GROUP) continue;
    const fields = fieldsIn(group.content);
    const resource = fields.filter(({ number }) => number === RESOURCE).flatMap(({ content }) => fieldsIn(content));
    if (unless !== undefined && resource.some((field) => keyIn(field) === unless)) continue;
    const groupMark = writer.length;
    for (const field of fields.toReversed()) {
      if (field.number !== RESOURCE) writer.bytesField(field.number, field.content);
    }
    const resourceMark = writer.length;
    for (const stamp of stamps.toReversed()) writer.bytesField(ATTRIBUTES, stamp);
    for (const field of resource.toReversed()) {
      const key = keyIn(field);
      if (key === undefined || !Object.hasOwn(attributes, key)) writer.bytesField(field.number, field.content);
    }
    writer.endMessage(RESOURCE, resourceMark);
    writer.endMessage(RESOURCE_GROUP, groupMark);
  }
  return writer.finish();
}

function keyIn({ number, content }: Field): string | undefined {
  return number === ATTRIBUTES ? keyOf(content) : undefined;
}
