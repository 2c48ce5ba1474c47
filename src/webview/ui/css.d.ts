/** Style sheets are bundled as text (`with { type: 'text' }`) and adopted as constructed sheets. */
declare module '*.css' {
  const text: string;
  export { text as default };
}
