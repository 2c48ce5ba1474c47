/**
 * The wire between a webview and the host: requests with one answer each, and notifications. Both sides check
 * `kind` against these unions and drop anything else. Only plain JSON travels.
 */

/** A request `Name` maps to `[parameters, answer]`. */
export type RequestMap = Record<string, readonly [parameters: unknown, answer: unknown]>;
export type NotificationMap = Record<string, unknown>;

export type Envelope =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly parameters: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: unknown }
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly error: { readonly code: string; readonly message: string };
    }
  | { readonly kind: 'notification'; readonly name: string; readonly parameters: unknown };

/** Words for a view. English texts are the keys (`{0}`, `{1}` stand for values); an absent key is shown in English. */
export interface PageWords {
  /** BCP 47, such as `ja`. */
  readonly language: string;
  readonly strings: Readonly<Record<string, string>>;
}
