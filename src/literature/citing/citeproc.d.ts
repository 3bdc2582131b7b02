/** The parts of citeproc-js in use here; the package brings no types. */
declare module 'citeproc' {
  namespace CSL {
    interface System {
      retrieveLocale(language: string): string;
      retrieveItem(id: string): object | null;
    }
    class Engine {
      constructor(system: System, style: string, language: string, forceLanguage: boolean);
      setOutputFormat(format: 'text' | 'html'): void;
      updateItems(ids: readonly string[]): void;
      getTerm(term: string): string;
      makeBibliography(): [parameters: object, entries: string[]];
      makeCitationCluster(items: readonly { readonly id: string }[]): string;
    }
  }
  export default CSL;
}
