/** Shapes of the service model, as far as a request needs them. */
export interface Shape {
  readonly type: 'structure' | 'list' | 'map' | 'string' | 'integer' | 'boolean' | 'timestamp';
  /** Member to shape; a `!` behind it marks a required member. */
  readonly members?: Readonly<Record<string, string>>;
  /** Shape of a list's members. */
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  /** Least and greatest length of a text, size of a list or a map, or value of a number. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface ApiShapes {
  /** Operation to the shape of its request. */
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
  /** HTTP status of the errors that are not 400. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests a second by account and Region. */
  readonly rates: Readonly<Record<string, number>>;
}
