/** `máquina:porta` em que ninguém escuta, e que recusa na hora: o servidor que ninguém iniciou. */
export const NOBODY = '127.0.0.1:1';
