// Outra solução do exercício 3: um sampler escrito à mão, que faz o que o ParentBasedSampler faz.

import { type Context, trace, TraceFlags } from '@opentelemetry/api';
import {
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { simulate } from './two-services';

class FollowTheCaller implements Sampler {
  readonly #ownChoice = new TraceIdRatioBasedSampler(0.1);

  shouldSample(parent: Context, traceId: string): SamplingResult {
    const caller = trace.getSpanContext(parent);
    if (caller === undefined) return this.#ownChoice.shouldSample(parent, traceId);
    const isKept = (caller.traceFlags & TraceFlags.SAMPLED) !== 0;
    return { decision: isKept ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
  }

  toString(): string {
    return 'FollowTheCaller';
  }
}

void simulate({ loja: new FollowTheCaller(), estoque: new FollowTheCaller() });
