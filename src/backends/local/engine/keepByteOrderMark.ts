/**
 * Imported before DuckDB's binding, which decodes every string with a decoder of its own that drops a leading U+FEFF.
 * A log field may start with one, and evidence must come out as it went in. Only this process is affected.
 */
const Decoder = globalThis.TextDecoder;

globalThis.TextDecoder = class extends Decoder {
  constructor(label?: string, options?: ConstructorParameters<typeof Decoder>[1]) {
    super(label, { ignoreBOM: true, ...options });
  }
};
