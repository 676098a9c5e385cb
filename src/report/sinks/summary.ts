import { Buffer } from 'node:buffer'
import type { Secrets } from '../../runtime/secrets.ts'
import { WHOLE, fitted } from '../budget.ts'
import { markup, shown } from '../markdown.ts'
import type { Markdown } from '../markdown.ts'
import { limitedTo, renderBlocks } from '../page.ts'
import type { PageContent } from '../page.ts'
import { pageContentOf } from './sink.ts'
import type { Sink } from './sink.ts'

/** @param tools.writeSummary adds Markdown to the job summary */
export function createSummarySink(tools: {
  readonly secrets: Secrets
  readonly writeSummary: (markdown: string) => void
}): Sink {
  const { secrets, writeSummary } = tools
  return {
    name: 'job summary',
    publish(view) {
      if (view.summary) writeSummary(secrets.scrub(renderSummary(pageContentOf(view))))
      return Promise.resolve()
    }
  }
}

/** The runner drops a summary above 1 MiB. */
const MAX_SUMMARY_BYTES = 1_000_000

/** The job summary as GitHub Flavored Markdown. What exceeds the limit is left out, the least useful first, and named. */
export function renderSummary(report: PageContent, limitBytes = MAX_SUMMARY_BYTES): string {
  const cutNote = (cuts: string): Markdown =>
    markup`*Left out to fit: ${cuts}. The output ${shown('report-file')} holds the path of the full report.*`
  // ends with a line break, since other summaries may follow in the file
  return `${fitted(
    budget => renderBlocks(report, budget, cutNote),
    limitBytes - 1,
    text => Buffer.byteLength(text),
    limitedTo(report, WHOLE)
  )}\n`
}
