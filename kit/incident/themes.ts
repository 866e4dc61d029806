/** De onde saem os nomes: um assunto por incidente. Nenhum serviço se chama como um dos labs. */

export interface Theme {
  name: string;
  /** Os pedidos que chegam de fora. */
  routes: readonly string[];
  /** Os serviços de dentro, e o que cada um guarda. */
  services: Readonly<Record<string, readonly [string, string]>>;
}

export const THEMES: readonly Theme[] = [
  {
    name: 'aeroporto',
    routes: ['POST /checkin', 'GET /voo', 'GET /painel'],
    services: {
      bagagem: ['malas', 'etiquetas'],
      reserva: ['bilhetes', 'remarcacoes'],
      assento: ['mapas', 'bloqueios'],
      milhas: ['saldos', 'resgates'],
      tarifa: ['precos', 'impostos'],
      portao: ['filas', 'embarques'],
    },
  },
  {
    name: 'hospital',
    routes: ['POST /internacao', 'GET /prontuario', 'GET /plantao'],
    services: {
      triagem: ['fichas', 'prioridades'],
      leitos: ['quartos', 'limpezas'],
      farmacia: ['receitas', 'estoques'],
      exames: ['laudos', 'imagens'],
      convenio: ['guias', 'coberturas'],
      escala: ['turnos', 'medicos'],
    },
  },
  {
    name: 'biblioteca',
    routes: ['POST /emprestimo', 'GET /acervo', 'GET /conta'],
    services: {
      catalogo: ['obras', 'autores'],
      exemplares: ['estantes', 'codigos'],
      leitores: ['cadastros', 'cartoes'],
      multas: ['debitos', 'recibos'],
      filas: ['reservas', 'avisos'],
      resenhas: ['notas', 'textos'],
    },
  },
  {
    name: 'teatro',
    routes: ['POST /ingresso', 'GET /programacao', 'GET /plateia'],
    services: {
      sessoes: ['horarios', 'salas'],
      poltronas: ['setores', 'travas'],
      precos: ['tabelas', 'cupons'],
      cobranca: ['cartoes', 'estornos'],
      plateias: ['grupos', 'convites'],
      elenco: ['pecas', 'atores'],
    },
  },
  {
    name: 'frota',
    routes: ['POST /entrega', 'GET /rota', 'GET /rastreio'],
    services: {
      veiculos: ['placas', 'revisoes'],
      mapas: ['trechos', 'pedagios'],
      motoristas: ['jornadas', 'folgas'],
      cargas: ['volumes', 'pesos'],
      clima: ['previsoes', 'alertas'],
      avisos: ['mensagens', 'contatos'],
    },
  },
];
