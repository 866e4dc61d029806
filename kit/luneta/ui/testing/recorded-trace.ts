/** O trace da gravação (`fixture-traces.ts`) em que há de tudo: erro, eventos, links, vários serviços. */
export const RECORDED_TRACE = '5b8efff798038103d269b633813fc60c';
