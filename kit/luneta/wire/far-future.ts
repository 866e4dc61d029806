/**
 * Quanto uma amostra de métrica pode estar à frente do relógio daqui: mais que isto é engano de relógio, e ela calaria a série
 * até que o tempo a alcançasse. O limite é o que o Prometheus tem para as páginas que visita.
 */
export const MAX_AHEAD_MS = 600_000;
