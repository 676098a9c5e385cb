import { notBundled } from './not-bundled.ts'

// `@alicloud/credentials`: every way of finding keys. This action finds its own, and hands them to the SDK.
export class Config {
  constructor() {
    throw notBundled('@alicloud/credentials')
  }
}

export default Config
