// Stands in for the package `undici` in the bundle (see scripts/build.ts). Both @actions packages load
// it at start, a fifth of the step's time, for proxies that this action sends its requests through
// itself. Nothing here is ever called; if that changes, it says so.
export const fetch: typeof globalThis.fetch = () => Promise.reject(notBundled())

export function ProxyAgent(): never {
  throw notBundled()
}

function notBundled(): Error {
  return new Error('undici is not part of this bundle: requests go through src/runtime/http.ts')
}
