import fc from 'fast-check'

// A property meets errors by the ten thousand, and noting for each where it came from takes longer than much of what is
// tested. So none of them says it while the cases run; the case that fails is run once more, and then it does.

/** As `fc.assert` does, for a property that waits for nothing. */
export function check<Values>(property: fc.IProperty<Values>, parameters: fc.Parameters<Values>): void {
  const details = withoutStacks(() => fc.check(property, parameters))
  if (!details.failed) return
  fc.assert(property, theFailing(details, parameters))
  throw new Error(unlikeBefore(details))
}

/** As `fc.assert` does. */
export async function checkAsync<Values>(
  property: fc.IAsyncProperty<Values>,
  parameters: fc.Parameters<Values>
): Promise<void> {
  const details = await withoutStacksAsync(() => fc.check(property, parameters))
  if (!details.failed) return
  await fc.assert(property, theFailing(details, parameters))
  throw new Error(unlikeBefore(details))
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

/** The smallest case that fails, and no other. */
function theFailing<Values>(
  { seed, counterexamplePath }: fc.RunDetails<Values>,
  parameters: fc.Parameters<Values>
): fc.Parameters<Values> {
  return { ...parameters, seed, path: counterexamplePath ?? '', endOnFailure: true }
}

/** Without a case that fails there were too few that count. */
function unlikeBefore<Values>(details: fc.RunDetails<Values>): string {
  return fc.defaultReportMessage(details) ?? 'the property failed, and did not when it was tried again'
}
