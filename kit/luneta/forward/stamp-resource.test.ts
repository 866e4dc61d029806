import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toRequest } from '../store/testing/spans.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { arbitraryRequest } from '../wire/testing/otlp-json-arbitrary.ts';
import { decodeTraceRequestWithProtobufjs, toModel } from '../wire/testing/otlp-proto.ts';
import { stampResource } from './stamp-resource.ts';

const KEY = 'lab.student';
const MARK = 'lab.instance';
const modelOf = (request: Uint8Array) => toModel(decodeTraceRequestWithProtobufjs(request));

test('todo pedido: o mesmo, com os atributos em cada recurso', () => {
  fc.assert(
    fc.property(arbitraryRequest, fc.string(), (request, student) => {
      const bytes = encodeTraceRequest(request);
      const before = modelOf(bytes);
      const after = modelOf(stampResource(bytes, { [KEY]: student, [MARK]: 'x' }));
      expect(after).toEqual(
        before.map(({ resource, ...group }) => ({
          ...group,
          resource: {
            // O que o SDK descartou do recurso não é contado na cópia.
            droppedAttributesCount: 0,
            attributes: [
              ...resource.attributes.filter(({ key }) => key !== KEY && key !== MARK),
              { key: KEY, value: { type: 'string', value: student } },
              { key: MARK, value: { type: 'string', value: 'x' } },
            ],
          },
        })),
      );
    }),
    { numRuns: 100 },
  );
});

test('o que um programa escreveu com a mesma chave sai', () => {
  const own = { key: KEY, value: { type: 'string', value: 'outra pessoa' } } as const;
  const once = stampResource(toRequest([{}]), { [KEY]: 'Ana' });
  expect(
    modelOf(stampResource(once, { [KEY]: 'Bia' }))[0]?.resource.attributes.filter(({ key }) => key === KEY),
  ).toEqual([{ ...own, value: { type: 'string', value: 'Bia' } }]);
});

test('nada, e um grupo sem recurso', () => {
  expect(stampResource(new Uint8Array(), { [KEY]: 'Ana' })).toEqual(new Uint8Array());
  const [group] = modelOf(stampResource(Uint8Array.of(0x0a, 0x00), { [KEY]: 'Ana' }));
  expect(group?.resource.attributes).toEqual([{ key: KEY, value: { type: 'string', value: 'Ana' } }]);
});

test('os grupos que já têm a marca ficam de fora, e só eles', () => {
  const own = toRequest([{ service: 'loja' }]);
  const copied = stampResource(toRequest([{ service: 'estoque' }]), { [MARK]: 'x' });
  const both = Buffer.concat([own, copied]);
  expect(stampResource(copied, { [KEY]: 'Ana' }, MARK)).toEqual(new Uint8Array());
  expect(modelOf(stampResource(both, { [KEY]: 'Ana' }, MARK))).toEqual(modelOf(stampResource(own, { [KEY]: 'Ana' })));
});
