// The one bundle of the emulator as an action; index.ts, post.ts, server.ts and expect.ts say which part is meant.
export { runExpect } from './run-expect.ts'
export { serve } from './serve.ts'
export { runMain } from './start.ts'
export { runPost } from './stop.ts'
