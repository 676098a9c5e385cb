/** How many times as fast. */
export const FACTOR = 10

// A step sleeps between two polls (src/runtime/clock.ts) and measures time with the monotonic clock. Both run faster here; the
// time-outs of requests do not.
const MODULE = `
  const { setTimeout } = globalThis
  const { hrtime } = process
  process.hrtime = () => {
    const [seconds, nanoseconds] = hrtime()
    const ms = (seconds * 1_000 + nanoseconds / 1e6) * ${FACTOR}
    return [Math.floor(ms / 1_000), (ms % 1_000) * 1e6]
  }
  globalThis.setTimeout = (run, ms, ...rest) => setTimeout(run, run.name === 'wake' ? ms / ${FACTOR} : ms, ...rest)`

/** The environment of a step whose clock runs faster, so that nobody has to wait for minutes. */
export const FAST_CLOCK = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(MODULE)}`
}

/** The defaults of the action in real time: on the fast clock, a slow machine could exceed them. */
export const REAL_TIMEOUTS = {
  'probe-timeout': `${60 * FACTOR}s`,
  'wait-timeout': `${10 * FACTOR}m`
}
