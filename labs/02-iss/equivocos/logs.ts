import type { Trades } from '../../trades.ts';

const WARN = 'severityNumber: SeverityNumber.WARN,';
const ACCESS = `logger.emit({
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      body: 'pedido atendido',
      attributes: { 'http.route': route, 'http.response.status_code': status },
      context: where,
    });`;

export const logsTrades: Trades = {
  '02/1': [
    // montado é registrado
    ['logs.setGlobalLoggerProvider(loggerProvider);\n', '', 'no_telemetry', 'telemetry.ts'],
    // no console, logo no backend também: em JSON, já é um log estruturado
    [
      ACCESS,
      "console.log(JSON.stringify({ body: 'pedido atendido', 'http.route': route, 'http.response.status_code': status }));",
      'log_missing:pedido atendido',
      'geolocator.ts',
    ],
    // um log é uma frase
    [
      "body: 'lugar encontrado',",
      'body: `lugar encontrado: ${place.name}, ${place.country}`,',
      'log_missing:lugar encontrado',
      'geolocator.ts',
    ],
    // um 404 é um erro do servidor
    [WARN, WARN.replace('WARN', 'ERROR'), 'log_severity_differs:lugar desconhecido', 'geolocator.ts'],
    // o que se pediu é o que se achou
    [
      "attributes: { 'geo.place.query': name },",
      "attributes: { 'geo.locality.name': name },",
      'log_attribute_missing:lugar desconhecido',
      'geolocator.ts',
    ],
    // a rota é o caminho
    [
      "route: '/places/:name',",
      'route: request.path,',
      'log_attribute_differs:pedido atendido:http.route',
      'geolocator.ts',
    ],
  ],
};
