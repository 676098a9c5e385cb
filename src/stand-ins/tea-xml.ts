import { notBundled } from './not-bundled.ts'

// `@alicloud/tea-xml`, with an XML parser and writer behind it. The API answers JSON.
export function parseXml(): never {
  throw notBundled('@alicloud/tea-xml')
}

export const toXML = parseXml

export default { parseXml, toXML }
