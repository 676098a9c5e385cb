/** The groups of inputs, in the order of the tables. A comment line in an action file, such as `# Target`, starts each. */
export const GROUPS = [
  'Target',
  'Definition',
  'Many targets',
  'Safety',
  'Waiting and checks',
  'Credentials',
  'Network',
  'Reporting'
] as const
export type Group = (typeof GROUPS)[number]

const isGroup = (text: string): text is Group => GROUPS.some(group => group === text)

/**
 * The names of the inputs of an action file by group, in the order of the file.
 * @throws Error if an input has no group, or a heading is not the name of a group
 */
export function groupsOf(actionYml: string): Readonly<Record<Group, readonly string[]>> {
  const groups = Object.fromEntries(GROUPS.map(group => [group, []])) as unknown as Record<Group, string[]>
  const inputs = /^inputs:\n([^]*?)^\w/m.exec(actionYml)?.[1] ?? ''
  let current: Group | undefined
  for (const [, heading, name = ''] of inputs.matchAll(/^  (?:# (.+)|([\w-]+):)$/gm)) {
    if (heading !== undefined) {
      if (!isGroup(heading)) throw new Error(`Unknown group of inputs: ${heading}`)
      current = heading
    } else if (current === undefined) {
      throw new Error(`Input without a group: ${name}`)
    } else {
      groups[current].push(name)
    }
  }
  return groups
}
