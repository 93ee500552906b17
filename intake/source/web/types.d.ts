/** The lists in intake/protocol/data/ are shared with Python; the bundler takes them in as text. */
declare module '*.txt' {
  const text: string;
  export default text;
}
