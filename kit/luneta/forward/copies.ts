/** A cópia que um aluno manda ao professor, e como se reconhece uma. */
import { INSTANCE_ATTRIBUTE, STUDENT_ATTRIBUTE } from '../classroom/copy-attributes.ts';
import { isInstance } from '../classroom/instance.ts';
import type { SpanBatch } from '../store/span-batch.ts';
import { resourceText } from './resource-texts.ts';
import { stampResource } from './stamp-resource.ts';

/**
 * O pedido com o nome do aluno. O que já é cópia fica de fora: a cópia anda um passo só, e duas Lunetas que copiem uma para a
 * outra não dão voltas.
 * @param request Já validado.
 * @returns Vazio se nada sobra.
 */
export function copyOf(request: Uint8Array, student: string, instance: string): Uint8Array {
  const stamps = { [STUDENT_ATTRIBUTE]: student, [INSTANCE_ATTRIBUTE]: instance };
  return stampResource(request, stamps, INSTANCE_ATTRIBUTE);
}

export interface Copied {
  student: string;
  instance: string;
  spans: number;
}

/** De quem são os spans copiados de um lote; vazio se nenhum é cópia. */
export function copiesIn({ bytes, resources, resourceOf, count }: SpanBatch): Copied[] {
  const copies: (Copied | undefined)[] = [];
  for (let at = 0; at < resources.length; at += 2) {
    const resource = Buffer.from(bytes.buffer, bytes.byteOffset + resources[at], resources[at + 1] - resources[at]);
    // A maioria não é: a chave se procura nos bytes antes de os ler.
    if (!resource.includes(INSTANCE_ATTRIBUTE)) continue;
    const student = resourceText(resource, STUDENT_ATTRIBUTE)?.trim();
    const instance = resourceText(resource, INSTANCE_ATTRIBUTE);
    if (student && instance !== undefined && isInstance(instance)) copies[at / 2] = { student, instance, spans: 0 };
  }
  if (copies.length === 0) return [];
  for (let i = 0; i < count; i++) {
    const copy = copies[resourceOf[i]];
    if (copy) copy.spans++;
  }
  return copies.filter((copy) => copy !== undefined && copy.spans > 0) as Copied[];
}
