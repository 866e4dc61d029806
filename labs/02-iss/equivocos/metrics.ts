import type { Trades } from '../../trades.ts';

export const metricsTrades: Trades = {
  '02/2': [
    // o que se conta entra e sai
    [
      'meter.createCounter(',
      'meter.createUpDownCounter(',
      'metric_type_differs:iss.distance.calculations',
      'iss-distance.ts',
    ],
    // a última distância basta
    ['meter.createHistogram(', 'meter.createGauge(', 'metric_type_differs:iss.distance', 'iss-distance.ts'],
    // os limites de fábrica servem para tudo
    [
      '  advice: { explicitBucketBoundaries: [500, 1000, 2000, 5000, 10_000, 15_000, 20_000] },\n',
      '',
      'metric_buckets_differ',
      'iss-distance.ts',
    ],
    // quem cria, mede
    [
      '\n  .addCallback((result) => result.observe(stationAt(new Date()).altitudeKm));',
      ';',
      'metric_missing:iss.altitude',
      'iss-distance.ts',
    ],
    // um contador soma o que se mede
    [
      'calculations.add(1,',
      'calculations.add(distance,',
      'metric_value_differs:iss.distance.calculations',
      'iss-distance.ts',
    ],
    // quanto mais atributos, melhor
    [
      'distances.record(distance);',
      "distances.record(distance, { 'geo.location.lat': latitude, 'geo.location.lon': longitude });",
      'metric_series_exceeded',
      'iss-distance.ts',
    ],
  ],
};
