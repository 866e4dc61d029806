/** `lab jump <passo>` */
export { moveTo as command } from '../move-to.ts';
