/** Um erro em três partes: o código, a mensagem original e o que fazer. */
export interface AwsProblem {
  code: string;
  message: string;
  advice: string;
}

/** O que fazer com cada código: da AWS, da cadeia de credenciais do SDK ou da rede. */
const ADVICE: readonly (readonly [codes: RegExp, advice: string])[] = [
  [
    /^(ExpiredToken(Exception)?|RequestExpired)$/,
    'As credenciais venceram: cole outras (na AWS Academy, "AWS Details"), ou aws sso login.',
  ],
  [
    /^(AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException)$/,
    'A AWS não reconhece estas credenciais: copie-as inteiras. Confira também AWS_PROFILE e o relógio desta máquina.',
  ],
  [
    /^(UnauthorizedOperation|AccessDenied(Exception)?)$/,
    'Estas credenciais não podem ver isso. Na AWS Academy: PERFIL=academy, e o lab ligado ("Start Lab").\n' +
      'Em conta própria, peça a quem a administra: ec2:Describe*, iam:ListRoles e iam:ListInstanceProfiles.',
  ],
  [
    /^(Credentials|Token)ProviderError$/,
    'Não há credenciais neste terminal, ou elas não servem: veja "Prepare", no guia (README.md).',
  ],
  [/^(TimeoutError|E[A-Z_]+)$/, 'A AWS não respondeu. Confira AWS_REGION, a internet, a VPN e o proxy.'],
];

export function explainAwsError(error: unknown): AwsProblem {
  const { name, code = name, message } = error as Error & { code?: string };
  const advice = ADVICE.find(([codes]) => codes.test(code))?.[1] ?? 'Espere um minuto e rode de novo.';
  // Uma recusa traz, depois do que interessa, um texto cifrado de mil letras.
  return { code, message: message.split('\n')[0].slice(0, 200), advice };
}

/**
 * A lista de uma resposta. Um proxy que responde 200 com a própria página chega aqui sem lista nenhuma, e o SDK não
 * reclama: tomá-la por vazia seria dizer que nada sobrou.
 *
 * @throws {Error}
 */
export function answered<T>(list: T[] | undefined): T[] {
  if (!list) throw Object.assign(new Error('A resposta não é da AWS: faltou a lista.'), { code: 'E_NOT_AWS' });
  return list;
}
