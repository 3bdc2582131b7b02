/**
 * Runs in the browser: puts GraphiQL on the page. Kept as text, since the build compiles for Node only.
 *
 * The token in the header editor lives as long as the page. `shouldPersistHeaders` alone does not see to that:
 * GraphiQL's history and favourites keep headers all the same, so they are taken out on their way to the storage.
 */
export const ideScript = String.raw`'use strict';
(() => {
  const { endpoint, defaultQuery } = JSON.parse(document.getElementById('configuration').textContent);
  const fetcher = GraphiQL.createFetcher({ url: endpoint });
  const withoutHeaders = (name, value) => {
    if (!/:(queries|favorites|tabState)$/.test(name)) return value;
    return JSON.stringify(JSON.parse(value, (key, part) => (key === 'headers' ? undefined : part)));
  };
  const storage = {
    get length() {
      return localStorage.length;
    },
    getItem: (name) => localStorage.getItem(name),
    setItem: (name, value) => {
      if (!/:headers$/.test(name)) localStorage.setItem(name, withoutHeaders(name, value));
    },
    removeItem: (name) => localStorage.removeItem(name),
    clear: () => localStorage.clear(),
  };
  const ide = React.createElement(GraphiQL, {
    fetcher,
    storage,
    defaultQuery,
    defaultEditorToolsVisibility: 'headers',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    showPersistHeadersSettings: false,
  });
  ReactDOM.createRoot(document.getElementById('graphiql')).render(ide);
})();
`;
