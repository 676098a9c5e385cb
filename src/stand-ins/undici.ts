import { notBundled } from './not-bundled.ts'

// The client of GitHub imports it for requests that src/github/fetch.ts sends in its place.
export const fetch: typeof globalThis.fetch = () => Promise.reject(notBundled('undici'))
