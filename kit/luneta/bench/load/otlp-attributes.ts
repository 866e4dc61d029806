/** Atributos da carga em protobuf. Os campos vão em ordem inversa: o escritor anda para trás. */
import type { ProtobufWriter } from '../../wire/protobuf-writer.ts';
import { type AttributePair, resourceAttributes, SCOPE } from './bench-span.ts';

/** @param field O número do campo `attributes` da mensagem em que estão. */
export function writeAttributes(writer: ProtobufWriter, field: number, pairs: readonly AttributePair[]): void {
  for (let i = pairs.length - 1; i >= 0; i--) {
    const [key, value] = pairs[i];
    const mark = writer.length;
    const any = writer.length;
    if (typeof value === 'string') writer.stringField(1, value);
    else if (typeof value === 'boolean') writer.varintField(2, value ? 1 : 0);
    else if (Number.isInteger(value)) writer.varintField(3, value);
    else writer.doubleField(4, value);
    writer.endMessage(2, any);
    writer.stringField(1, key);
    writer.endMessage(field, mark);
  }
}

/**
 * Um grupo do pedido (`ResourceSpans`, `ResourceMetrics`, `ResourceLogs`): o recurso, e um escopo com o que `writeItems` escreve.
 * Os três sinais têm os mesmos números de campo até ali.
 */
export function writeResourceGroup(writer: ProtobufWriter, service: string, writeItems: () => void): void {
  const group = writer.length;
  const scopeGroup = writer.length;
  writeItems();
  const scope = writer.length;
  writer.stringField(2, SCOPE.version);
  writer.stringField(1, SCOPE.name);
  writer.endMessage(1, scope);
  writer.endMessage(2, scopeGroup);
  const resource = writer.length;
  writeAttributes(writer, 1, resourceAttributes(service));
  writer.endMessage(1, resource);
  writer.endMessage(1, group);
}
