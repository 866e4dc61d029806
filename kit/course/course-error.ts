/** Motivos pelos quais o curso para; estáveis, para os comandos e os testes. */
export type CourseErrorCode =
  // o manifesto
  | 'unknown_step' // um passo que não existe, pedido pelo aluno ou escrito num marcador
  | 'bad_path' // um caminho que sairia da pasta do aluno
  | 'path_clash' // dois caminhos do manifesto com o mesmo destino
  | 'source_missing' // o manifesto cita um arquivo que o lab não tem
  | 'lab_node_modules' // um lab com pacotes só dele
  // os marcadores de um arquivo
  | 'unknown_marker'
  | 'missing_step'
  | 'stray_endregion'
  | 'stray_problem'
  | 'repeated_problem'
  | 'unclosed_region'
  | 'empty_region'
  | 'inner_step_earlier'
  | 'problem_step_not_earlier'
  | 'problem_not_commented'
  | 'region_not_found'
  | 'region_ambiguous'
  | 'edit_not_unique'
  // a pasta do aluno
  | 'newer_progress' // escrito por uma versão mais nova do curso
  | 'busy_progress' // outro comando segura o arquivo de progresso
  | 'busy_file' // um programa não para de salvar um arquivo do aluno
  | 'linked_path' // um link simbólico, que levaria a escrita para outro lugar
  | 'wrong_kind' // uma pasta onde devia haver um arquivo, ou o contrário
  | 'folder_unusable';

/** O único erro que `kit/course` lança. `message`, em português: o que aconteceu, o que veio, como corrigir. */
export class CourseError extends Error {
  readonly code: CourseErrorCode;

  constructor(code: CourseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CourseError';
    this.code = code;
  }
}
