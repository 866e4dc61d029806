/** As portas que a VM publica: as regras de acesso, o compose e os endereços das saídas são os mesmos números. */
export const PORTS = { sample: 80, jaegerUi: 8080, ssh: 22 } as const;
