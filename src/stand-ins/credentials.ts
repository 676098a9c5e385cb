import { notBundled } from './not-bundled.ts'

// `@alicloud/credentials`: every way of finding keys. This action finds its own, and hands them to the SDK.
export function Config(): never {
  throw notBundled('@alicloud/credentials')
}

export default Config
