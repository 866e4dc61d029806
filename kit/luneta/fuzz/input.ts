/** O que o fuzz manda numa iteração. São só dados: dá para guardá-los num arquivo e mandá-los de novo. */

/** Bytes crus numa conexão TCP. */
export interface TcpInput {
  kind: 'tcp';
  /** Que tipo de entrada é, para quem lê um achado. */
  what: string;
  /** Cada pedaço é uma escrita. */
  chunks: Buffer[];
  /** Como a conexão acaba do nosso lado: FIN, espera que o servidor feche, ou RST. */
  ending: 'half-close' | 'wait' | 'reset';
  /** É um pedido HTTP inteiro e bem escrito: fechar sem responder seria defeito. */
  mustAnswer: boolean;
}

/** Uma chamada gRPC cujo corpo (prefixo de 5 bytes e mensagem) pode estar errado. */
export interface GrpcInput {
  kind: 'grpc';
  what: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  ending: 'end' | 'cancel';
  /** O prefixo e a compressão estão certos: um INTERNAL seria defeito. */
  framed: boolean;
}

export interface UdpInput {
  kind: 'udp';
  what: string;
  datagrams: Buffer[];
}

export type FuzzInput = TcpInput | GrpcInput | UdpInput;

/** Tudo o que foi mandado, legível e repetível: os bytes em hexadecimal. */
export function describeInput(input: FuzzInput): string {
  return JSON.stringify(input, (_name, value: unknown) => (isBufferJson(value) ? toHex(value) : value), 2);
}

/** `Buffer.toJSON` já passou quando o `JSON.stringify` nos chama. */
function isBufferJson(value: unknown): value is { type: 'Buffer'; data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value;
}

function toHex({ data }: { data: number[] }): string {
  return Buffer.from(data).toString('hex');
}
