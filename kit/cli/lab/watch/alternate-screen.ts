/** A outra tela do terminal: o que se desenha nela não toca no que já estava à vista, que volta quando se sai. */
import type { Output } from '../../screen.ts';

const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';

export interface AlternateScreen {
  enter(): void;
  leave(): void;
}

/** Um processo que termine de repente (um defeito, um segundo Ctrl+C) também sai dela. */
export function alternateScreen(output: Output): AlternateScreen {
  let isIn = false;
  const leave = (): void => {
    process.off('exit', leave);
    if (isIn) output.write(LEAVE);
    isIn = false;
  };
  return {
    enter() {
      if (!isIn) process.on('exit', leave);
      isIn = true;
      output.write(ENTER);
    },
    leave,
  };
}
