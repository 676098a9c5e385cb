import type { Live } from './kind.ts'

type Side = Pick<Live, 'others' | 'sent'> | undefined

/** The names of the other fields that a write must not change, and that differ now. */
export function changedOthers(before: Side, now: Side): readonly string[] {
  if (before?.others === undefined || now?.others === undefined) return []
  const names = new Set([...before.others.keys(), ...now.others.keys()])
  return [...names].filter(name => before.others?.get(name) !== now.others?.get(name))
}

/** The same for the fields that every write sends: if one differs, someone else has saved. */
export function changedSent(before: Side, now: Side): readonly string[] {
  const isSent = (name: string): boolean => before?.sent?.has(name) === true || now?.sent?.has(name) === true
  return changedOthers(before, now).filter(isSent)
}
