import { plural } from '../runtime/text.ts'
import type { Budget, Cuts } from './budget.ts'
import { NOTHING, alert, details, fence, list, markup, prose, shown } from './markdown.ts'
import type { Markdown } from './markdown.ts'

/** What `mode: export` has written. */
export interface Exported {
  readonly path: string
  /** The whole manifest, without secrets. */
  readonly text: string
  readonly backends: number
  readonly stages: number
  /** The names that `variables` must supply. */
  readonly variables: readonly string[]
  /** What is not in the file, or needs somebody; a line each. */
  readonly remarks: readonly string[]
  readonly accountId: string | undefined
}

const MOST_VARIABLES = 100
/** What of a manifest is shown; the file has the whole. */
const LONGEST_SHOWN = 100_000

/** The blocks of a summary about an export. */
export function exportedBlocks(
  { path, text, backends, stages, variables, remarks }: Exported,
  budget: Budget,
  cuts: Cuts
): Markdown[] {
  cuts.add('remark', remarks.length - budget.extras)
  const named = variables.slice(0, MOST_VARIABLES)
  cuts.add('variable', variables.length - named.length)
  const isShown = text.length <= LONGEST_SHOWN
  cuts.add('manifest', isShown ? 0 : 1)
  return [
    markup`${plural(backends, 'backend')} with ${plural(stages, 'stage')}. Nothing was sent. The manifest is in the file that the output ${shown('manifest-file')} names: ${shown(path)}. A later step reads it once it is in the workspace.`,
    alert(
      'WARNING',
      remarks.slice(0, budget.extras).map(remark => prose(remark))
    ),
    variables.length === 0
      ? NOTHING
      : markup`Secrets are not in the file. The input ${shown('variables')} must supply:`,
    list(named.map(name => shown(name))),
    isShown ? details(markup`The manifest`, [fence('yaml', text.trimEnd())]) : NOTHING
  ]
}
