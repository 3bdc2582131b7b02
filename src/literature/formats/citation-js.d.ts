/** The tables of Citation.js's BibTeX plugin; the package brings no types. */
declare module '@citation-js/plugin-bibtex/lib/config.js' {
  const config: {
    readonly constants: {
      readonly commands: Readonly<Record<string, string | null>>;
      readonly mathCommands: Readonly<Record<string, string>>;
      readonly diacritics: Readonly<Record<string, string>>;
      readonly formattingCommands: Readonly<Record<string, string | undefined>>;
      readonly formattingEnvs: Readonly<Record<string, string | undefined>>;
      readonly formatting: Readonly<Record<string, readonly [string, string]>>;
      readonly defaultStrings: Readonly<Record<string, string>>;
    };
    readonly types: {
      readonly biblatex: {
        readonly source: Readonly<Record<string, string>>;
        readonly target: Readonly<Record<string, string>>;
      };
    };
  };
  export default { default: config };
}
