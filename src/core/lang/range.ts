/** Half-open range of UTF-16 offsets in the text that was given to the scanner. */
export interface Range {
  readonly start: number;
  readonly end: number;
}
