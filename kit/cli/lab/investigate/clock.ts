/** Horas do relógio, como o aluno as lê na tela: sem data, e o dia dá a volta à meia-noite. */

const DAY_SECONDS = 24 * 60 * 60;

/** Quantos segundos `time` ("14:03", "14:03:20") está depois de `other`, pelo lado mais curto: negativo, se está antes. */
export function secondsAfter(time: string, other: string): number {
  const ahead = (secondsOf(time) - secondsOf(other) + DAY_SECONDS) % DAY_SECONDS;
  return ahead < DAY_SECONDS / 2 ? ahead : ahead - DAY_SECONDS;
}

function secondsOf(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * 60 + seconds;
}
