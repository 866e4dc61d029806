/** Um `Ingest` de teste: decodifica com o `protobufjs` e guarda os spans; pode ser mandado recusar. Os outros sinais, como são. */
import type { ResourceSpans, SpanFields } from '../../store/model.ts';
import { decodeTraceRequestWithProtobufjs, toModel } from '../../wire/testing/otlp-proto.ts';
import { WireError } from '../../wire/wire-error.ts';
import { MIN_STORE_BYTES } from '../../store/memory-store.ts';
import { createStores } from '../../stores.ts';
import type { Ingest, IngestResult } from '../door.ts';
import { createIngest } from '../ingest.ts';

export class FakeIngest implements Ingest {
  readonly #others = createIngest(createStores(MIN_STORE_BYTES));
  metrics = this.#others.metrics;
  logs = this.#others.logs;
  requests: ResourceSpans[][] = [];
  /** Quantos spans de cada pedido recusar. */
  reject = 0;
  /** Erro a lançar no lugar de guardar. */
  failure: Error | undefined;

  get spans(): SpanFields[] {
    return this.requests.flatMap((groups) => groups.flatMap((g) => g.scopeSpans.flatMap(({ spans }) => spans)));
  }

  traces(bytes: Uint8Array): IngestResult {
    if (this.failure) throw this.failure;
    let groups: ResourceSpans[];
    try {
      groups = toModel(decodeTraceRequestWithProtobufjs(bytes));
    } catch (error) {
      throw new WireError('malformed', `protobuf inválido: ${String(error)}`);
    }
    const before = this.spans.length;
    this.requests.push(groups);
    const received = this.spans.length - before;
    const rejectedSpans = Math.min(this.reject, received);
    return { acceptedSpans: received - rejectedSpans, rejectedSpans, reason: rejectedSpans ? 'ids só com zeros' : '' };
  }
}
