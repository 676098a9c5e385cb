import fc from 'fast-check'

// Properties create tens of thousands of errors, and capturing their stacks takes longer than most tested code. So the
// cases run without stacks, and a failing case runs again with them.

/** Like `fc.assert`, for a synchronous property. */
export function check<Values>(property: fc.IProperty<Values>, parameters: fc.Parameters<Values>): void {
  const details = withoutStacks(() => fc.check(property, parameters))
  if (!details.failed) return
  fc.assert(property, failingCase(details, parameters))
  throw new Error(notReproduced(details))
}

/** Like `fc.assert`, for an asynchronous property. */
export async function checkAsync<Values>(
  property: fc.IAsyncProperty<Values>,
  parameters: fc.Parameters<Values>
): Promise<void> {
  const details = await withoutStacksAsync(() => fc.check(property, parameters))
  if (!details.failed) return
  await fc.assert(property, failingCase(details, parameters))
  throw new Error(notReproduced(details))
}

function withoutStacks<T>(run: () => T): T {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return run()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

async function withoutStacksAsync<T>(run: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return await run()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Parameters that run only the smallest failing case. */
function failingCase<Values>(
  { seed, counterexamplePath }: fc.RunDetails<Values>,
  parameters: fc.Parameters<Values>
): fc.Parameters<Values> {
  return { ...parameters, seed, path: counterexamplePath ?? '', endOnFailure: true }
}

/** The message if the failing case passes when repeated, or if too many cases were skipped. */
function notReproduced<Values>(details: fc.RunDetails<Values>): string {
  return fc.defaultReportMessage(details) ?? 'the property failed once and passed when repeated'
}
