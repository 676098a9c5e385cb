// The one bundle of the emulator as an action; index.ts, post.ts and server.ts say which part is meant.
export { serve } from './serve.ts'
export { runMain } from './start.ts'
export { runPost } from './stop.ts'
