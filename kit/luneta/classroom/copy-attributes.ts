/** Os atributos de recurso de um span copiado. */

/** De que aluno ele é. */
export const STUDENT_ATTRIBUTE = 'lab.student';
/** De que Luneta a cópia veio: quem o tem já é uma cópia. */
export const INSTANCE_ATTRIBUTE = 'lab.instance';
