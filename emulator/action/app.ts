// The bundle of the emulator actions; index.ts, post.ts, server.ts and expect.ts are its entry points.
export { runExpect } from './run-expect.ts'
export { serve } from './serve.ts'
export { runMain } from './start.ts'
export { runPost } from './stop.ts'
