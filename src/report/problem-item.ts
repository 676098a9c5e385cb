import type { Problem } from '../errors/action-error.ts'
import { redactText } from '../model/redact.ts'
import { Markdown, blocks, fence, markup, prose, shownName } from './markdown.ts'

/** Lines of YAML to paste, as a message indents them: this action's own plain words. */
const YAML_LINES = /\n((?: {4}[\w: -]+\n)+)/

/** A problem with an input, as an item of a list. YAML in it stays a block, which can be copied. */
export function problemItem({ input, message }: Problem, longest: number): Markdown {
  const text = redactText(message)
  const yaml = text.length <= longest ? YAML_LINES.exec(text) : null
  if (yaml === null) return markup`${shownName(input)}: ${prose(text, longest)}`
  const [whole, lines = ''] = yaml
  const block = fence('yaml', lines.trimEnd().replaceAll(/^ {4}/gm, ''))
  return blocks([
    markup`${shownName(input)}: ${prose(text.slice(0, yaml.index))}`,
    // the indentation keeps them in the item of the list
    new Markdown(block.source.replaceAll(/^/gm, '  ')),
    markup`  ${prose(text.slice(yaml.index + whole.length))}`
  ])
}
