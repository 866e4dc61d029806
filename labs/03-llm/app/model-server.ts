// O modelo da aula: um servidor que fala o protocolo da OpenAI, de graça, sem rede, e sempre do mesmo jeito.
//
// Ele não é nosso, como o de um provedor: não manda telemetria nenhuma, e o que se sabe dele é o que se vê de fora.

import { startModelServer } from '@lab-otel/03-llm/model/server';

void startModelServer();
